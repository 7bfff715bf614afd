import Markdown, { type Components } from 'react-markdown'
import { safeAddress } from './link-rules.ts'
import { boundedMarkdown } from './markdown-bounds.ts'

const components: Components = {
  a: ({ href, children }) => (href === undefined || href === '' ? <span>{children}</span> : <a href={href} target="_blank" rel="noopener noreferrer">{children}</a>),
  // A picture's address would tell a stranger who reads what; pictures are widgets of their own.
  img: ({ alt }) => <span>{alt}</span>,
  // A text's headings stand below the screen's own.
  h1: ({ children }) => <h4>{children}</h4>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h4>{children}</h4>,
}

/** A piece of a text that has no further Markdown in it: as it is, an address that becomes a link, or a name that stands out. */
export type TextPart = { readonly type: 'text' | 'link' | 'mention'; readonly text: string }

/** What is needed to know of a node of a text. */
type TextNode = { type: string; value?: string; url?: string; children?: TextNode[]; data?: { hName: string; hProperties: Record<string, string> } }

/** Markdown as text: what would be HTML is shown as it was written, links go to web and mail addresses only. `partsOf` may find more in what is plain text. */
export function MarkdownText({ markdown, partsOf }: { readonly markdown: string; readonly partsOf?: (text: string) => readonly TextPart[] }) {
  const plugins = partsOf === undefined ? [] : [() => (tree: TextNode) => divide(tree, partsOf)]
  return <div className="halley-text"><Markdown components={components} urlTransform={safeAddress} remarkPlugins={plugins}>{boundedMarkdown(markdown)}</Markdown></div>
}

function divide(node: TextNode, partsOf: (text: string) => readonly TextPart[]): void {
  // What is in a link leads where the link says; code is no text.
  if (node.children === undefined || node.type === 'link' || node.type === 'linkReference') return
  node.children = node.children.flatMap((child) => {
    if (child.type === 'text' && child.value !== undefined) return partsOf(child.value).map(nodeOf)
    divide(child, partsOf)
    return [child]
  })
}

function nodeOf({ type, text }: TextPart): TextNode {
  const value: TextNode = { type: 'text', value: text }
  switch (type) {
    case 'text':
      return value
    case 'link':
      return { type: 'link', url: text, children: [value] }
    case 'mention':
      return { type: 'emphasis', data: { hName: 'span', hProperties: { className: 'halley-room-mention' } }, children: [value] }
  }
}
