import type { FieldType } from './field-types.ts'
import type { Flow, FlowParameter } from './flow.ts'
import { inOrder } from './ids.ts'
import type { Project } from './project.ts'
import type { ValueTarget } from './value-target.ts'

/** What an agent's flowchart is given, by the names of its inputs: what was written, the name of who wrote it, the key and the name of the room. */
export const agentInputNames = ['text', 'author', 'key', 'room'] as const

/** The output of an agent's flowchart that is what the agent says. */
export const AGENT_ANSWER = 'answer'

/** An input or output of a flow by the technical name of what it writes to or reads; of a field of a message, the field's own. */
export type NamedParameter = { readonly name: string; readonly target: ValueTarget; /** Null for a list. */ readonly valueType: FieldType | null }

/** The inputs of a flow that have a name, in their order. */
export function namedInputs(project: Project, flow: Pick<Flow, 'inputs'>): readonly NamedParameter[] {
  return inOrder(flow.inputs).flatMap((parameter) => named(project, parameter) ?? [])
}

/** The output that is what an agent says; undefined when the flow has none of that name that is a text. */
export function agentAnswerOf(project: Project, flow: Pick<Flow, 'outputs'>): ValueTarget | undefined {
  return inOrder(flow.outputs).map((parameter) => named(project, parameter)).find((output) => output?.name === AGENT_ANSWER && isText(output.valueType))?.target
}

/** Holds for types that any text fits. */
export function isText(type: FieldType | null): boolean {
  return type?.type === 'text' || type?.type === 'richText'
}

function named(project: Project, { target }: FlowParameter): NamedParameter | undefined {
  switch (target?.type) {
    case undefined:
      return undefined
    case 'field': {
      const field = project.fields[target.fieldId]
      return field && { name: field.technicalName, target, valueType: field.valueType }
    }
    case 'list': {
      const list = project.lists[target.listId]
      return list && { name: list.technicalName, target, valueType: null }
    }
    case 'messageMember': {
      const member = project.messages[target.messageId]?.members[target.memberId]
      return member && { name: member.technicalName, target, valueType: member.type === 'field' ? member.valueType : null }
    }
  }
}
