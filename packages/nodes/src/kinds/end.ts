import { defineNodeKind } from '@halley/engine'
import { idSchema, inOrder, mapById } from '@halley/model'
import { z } from 'zod'
import { setValues, type ValueLine } from './set-values.ts'

const config = z.object({
  name: z.string().trim().max(80).default('Done'),
  /** Values of the own flow's outputs; an output without one keeps what the session has. */
  values: mapById(z.object({ id: idSchema, order: z.string().max(200), parameterId: idSchema.nullable(), expression: z.string().max(4_000) })).default({}),
})

/** Where a flow ends; its name is an exit of the Sub-flowchart node that called the flow. */
export const end = defineNodeKind({
  kind: 'end',
  version: 1,
  title: 'End',
  help: 'Where the flow ends. Its name becomes an exit of every Sub-flowchart node that calls this flow. It may give the outputs of the flow their values, all or none.',
  group: 'flow',
  config,
  form: {
    name: { control: 'text', label: 'Name', help: 'The exit that a calling flowchart sees.' },
    values: { control: 'outcomeValues', label: 'Outputs', help: 'An output that is left out keeps the value that the session has.', visible: (_config, { project, flowId }) => Object.keys(project.flows[flowId]?.outputs ?? {}).length > 0 },
  },
  look: { icon: 'circle-stop', tone: 'flow', summary: ({ name }) => name },
  exits: () => [],
  check: ({ name }) => (name === '' ? [{ code: 'end/no_name', severity: 'warning', text: 'This End has no name; a calling flowchart shows it as an exit without a label.', path: ['name'] }] : []),
  prepare: ({ values }, context) => {
    const outputs = context.project.flows[context.flowId]?.outputs ?? {}
    return inOrder(values).map(({ id, parameterId, expression }): ValueLine => {
      const at = ['values', id]
      const target = outputs[parameterId ?? '']?.target ?? null
      const prepared = target === null ? undefined : context.target(target)
      if (prepared === undefined) context.report({ code: 'flow/parameter_missing', severity: 'error', text: parameterId === null ? 'Choose the output.' : 'This flow has the output no longer; delete the line, or choose another.', path: [...at, 'parameterId'] })
      if (expression.trim() === '') context.report({ code: 'flow/no_expression', severity: 'error', text: `Write the value of ${prepared?.label ?? 'the output'}.`, path: [...at, 'expression'] })
      return { target, prepared, expression: context.expression([...at, 'expression'], expression, prepared?.type) }
    })
  },
  enter: (values, context) => setValues(values, context, { code: 'flow/output_invalid', evaluate: (expression) => context.evaluate(expression) }) ?? { type: 'end' },
})
