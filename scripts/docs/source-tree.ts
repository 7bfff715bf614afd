import { parseSync } from 'vite'

/** A node of a syntax tree (ESTree with types), of which only what is asked for is looked at. */
export type SyntaxNode = { readonly type: string; readonly start: number; readonly [property: string]: unknown }

/** Parses TypeScript; throws where it is none. */
export function parseSource(path: string, text: string): SyntaxNode {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message ?? 'cannot be parsed'}`)
  const root: unknown = program
  if (!isNode(root)) throw new Error(`${path}: no syntax tree`)
  return root
}

/** Holds for nodes, not for the lists and plain values between them. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** The nodes directly below one. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flat().filter(isNode)
}

/** A property of a node that is a node. */
export function childOf(node: SyntaxNode | undefined, property: string): SyntaxNode | undefined {
  const child = node?.[property]
  return isNode(child) ? child : undefined
}

/** A property of a node that is a list of nodes. */
export function listOf(node: SyntaxNode | undefined, property: string): SyntaxNode[] {
  const list = node?.[property]
  return Array.isArray(list) ? list.filter(isNode) : []
}

/** The name of an identifier. */
export function nameOf(node: SyntaxNode | undefined): string | undefined {
  return node?.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : undefined
}

/** The values that a property of an object literal may have, by its name. */
export function propertyOf(object: SyntaxNode, name: string): SyntaxNode | undefined {
  const property = listOf(object, 'properties').find((one) => one.type === 'Property' && nameOf(childOf(one, 'key')) === name)
  return childOf(property, 'value')
}

/** Every text that an expression can be, with `…` for what is known only when it runs. */
export function textsOf(node: SyntaxNode | undefined): string[] {
  switch (node?.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : ['…']
    case 'TemplateLiteral':
      return [listOf(node, 'quasis').map((part) => (part['value'] as { readonly cooked: string }).cooked).join('…')]
    case 'ConditionalExpression':
      return [...textsOf(childOf(node, 'consequent')), ...textsOf(childOf(node, 'alternate'))]
    case 'TSAsExpression': case 'ParenthesizedExpression': case 'TSSatisfiesExpression':
      return textsOf(childOf(node, 'expression'))
    default:
      return ['…']
  }
}
