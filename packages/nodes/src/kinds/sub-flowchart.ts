import { defineNodeKind, fits, readForTarget, resolveTarget, typeInWords, type NodeProblem, type PreparedTarget } from '@halley/engine'
import { idSchema, inOrder, mapById, valueTargetSchema, type Flow, type FlowParameter, type Node, type Value, type ValueTarget } from '@halley/model'
import { z } from 'zod'
import { setValues, type ValueLine } from './set-values.ts'

const line = { id: idSchema, order: z.string().max(200), /** An input or output of the called flow. */ parameterId: idSchema.nullable() }

const config = z.object({
  flowId: idSchema.nullable().default(null),
  inputs: mapById(z.object({ ...line, expression: z.string().max(4_000) })).default({}),
  outputs: mapById(z.object({ ...line, target: valueTargetSchema.nullable() })).default({}),
})

type Config = z.infer<typeof config>
type Copy = { readonly from: PreparedTarget; readonly to: PreparedTarget; readonly target: ValueTarget }
type Prepared = { readonly inputs: readonly ValueLine[]; readonly outputs: readonly Copy[] }

/** Ends of a called flow that are exits: more have no room on a node, and would make thousands of callers with thousands of exits each. */
const MOST_ENDS = 100

/** Runs another flow, and leaves by the exit named like the End that it reached. */
export const subFlowchart = defineNodeKind<Config, Prepared>({
  kind: 'sub-flowchart',
  version: 1,
  title: 'Sub-flowchart',
  help: 'Runs another flowchart and goes on by the exit named like the End it reached. Inputs are given to it before, all or none; outputs are copied from it afterwards.',
  group: 'flow',
  config,
  form: {
    flowId: { control: 'flow', label: 'Flowchart', help: 'The flow that runs here. Each of its Ends is an exit of this node.', flowTypes: ['flowchart', 'action'] },
    inputs: { control: 'inputValues', label: 'Inputs', help: 'An input that is left out keeps the value that the session has.', visible: ({ flowId }, { project }) => Object.keys(project.flows[flowId ?? '']?.inputs ?? {}).length > 0 },
    outputs: { control: 'outputTargets', label: 'Outputs', help: 'Where the values of the outputs go.', visible: ({ flowId }, { project }) => Object.keys(project.flows[flowId ?? '']?.outputs ?? {}).length > 0 },
  },
  look: {
    icon: 'workflow',
    tone: 'flow',
    summary: ({ flowId }, { project }) => {
      const flow = project.flows[flowId ?? '']
      return flow === undefined ? 'Choose a flowchart' : `Run "${flow.name}"`
    },
  },
  exits: ({ flowId }, { project }) => [
    ...endsOf(project.flows[flowId ?? ''])
      .slice(0, MOST_ENDS)
      .map((node) => ({ id: node.id, label: typeof node.config['name'] === 'string' && node.config['name'] !== '' ? node.config['name'] : 'Done' })),
    { id: 'error', label: 'Error', tone: 'error' },
  ],
  traffic: ({ flowId, outputs }) => ({ calls: [flowId], assigns: Object.values(outputs).flatMap(({ target }) => (target === null ? [] : [target])) }),
  check: ({ flowId, inputs }, { project, flowId: ownFlowId }): NodeProblem[] => {
    const flow = project.flows[flowId ?? '']
    if (flow === undefined) return [{ code: 'flow/missing', severity: 'error', text: flowId === null ? 'Choose the flowchart to run.' : 'The flowchart to run was deleted; choose another.', path: ['flowId'] }]
    if (flow.type === 'endpoint') return [{ code: 'flow/calls_endpoint', severity: 'error', text: `"${flow.name}" answers HTTP requests and is started by them alone; move what is to be shared into an action flowchart.`, path: ['flowId'] }]
    const ends = endsOf(flow).length
    if (ends > MOST_ENDS) return [{ code: 'flow/too_many_ends', severity: 'error', text: `"${flow.name}" has ${ends} Ends; the limit is ${MOST_ENDS}. Lead what ends alike to one End.`, path: ['flowId'] }]
    const ownType = project.flows[ownFlowId]?.type
    if (flow.type === 'flowchart' && (ownType === 'action' || ownType === 'endpoint')) {
      return [{ code: 'flow/screen_in_action', severity: 'error', text: `"${flow.name}" is a flowchart that may show screens; ${ownType === 'action' ? 'an action flowchart' : 'an HTTP endpoint flow'} can call action flowcharts only.`, path: ['flowId'] }]
    }
    const given = new Set(Object.values(inputs).map(({ parameterId }) => parameterId))
    return inOrder(flow.inputs).filter(({ id, target }) => target !== null && !given.has(id)).map((parameter) => ({
      code: 'flow/input_not_given', severity: 'hint', text: `"${flow.name}" takes ${labelOf(parameter, project)}, which is not given here; it keeps the value that the session has.`, path: ['inputs'],
    }))
  },
  prepare: ({ flowId, inputs, outputs }, context) => {
    const flow = context.project.flows[flowId ?? '']
    return {
      inputs: inOrder(inputs).map(({ id, parameterId, expression }): ValueLine => {
        const at = ['inputs', id]
        const target = flow?.inputs[parameterId ?? '']?.target ?? null
        const prepared = target === null ? undefined : context.target(target)
        if (flow !== undefined && prepared === undefined) context.report({ code: 'flow/parameter_missing', severity: 'error', text: parameterId === null ? 'Choose the input.' : `"${flow.name}" has this input no longer; delete the line, or choose another.`, path: [...at, 'parameterId'] })
        if (expression.trim() === '') context.report({ code: 'flow/no_expression', severity: 'error', text: `Write the value for ${prepared?.label ?? 'the input'}.`, path: [...at, 'expression'] })
        return { target, prepared, expression: context.expression([...at, 'expression'], expression, prepared?.type) }
      }),
      outputs: inOrder(outputs).flatMap(({ id, parameterId, target }): Copy[] => {
        const at = ['outputs', id]
        const source = flow?.outputs[parameterId ?? '']?.target ?? null
        const from = source === null ? undefined : context.target(source)
        const to = target === null ? undefined : context.target(target)
        if (flow !== undefined && from === undefined) context.report({ code: 'flow/parameter_missing', severity: 'error', text: parameterId === null ? 'Choose the output.' : `"${flow.name}" has this output no longer; delete the line, or choose another.`, path: [...at, 'parameterId'] })
        if (to === undefined) context.report({ code: 'flow/target_missing', severity: 'error', text: target === null ? 'Choose where the value goes.' : 'Where the value goes was deleted; choose again.', path: [...at, 'target'] })
        if (from === undefined || to === undefined || target === null) return []
        if (fits(from.type, to.type) === 'never') context.report({ code: 'flow/parameter_type', severity: 'error', text: `${from.label} is ${typeInWords(from.type)}, but ${to.label} holds ${typeInWords(to.type)}.`, path: [...at, 'target'] })
        return [{ from, to, target }]
      }),
    }
  },
  enter: ({ inputs }, context, { flowId }) => {
    if (flowId === null) return { type: 'fail', code: 'flow/missing', text: 'No flowchart is chosen.' }
    return setValues(inputs, context, { code: 'flow/input_invalid', evaluate: (expression) => context.evaluate(expression) }) ?? { type: 'call', flowId }
  },
  resume: ({ outputs }, context, resumption) => {
    if (resumption.type !== 'returned') return { type: 'leave', exit: 'error' }
    const values: { readonly to: PreparedTarget; readonly value: Value }[] = []
    for (const { from, to, target } of outputs) {
      const reading = readForTarget(context.project, target, context.get(from))
      if (!reading.ok) return { type: 'fail', code: 'flow/output_invalid', text: `${to.label} was not set: ${from.label} ${reading.text}.` }
      values.push({ to, value: reading.value })
    }
    for (const { to, value } of values) context.set(to, value)
    return { type: 'leave', exit: resumption.endNodeId }
  },
})

function labelOf({ target }: FlowParameter, project: Parameters<typeof resolveTarget>[0]): string {
  return (target === null ? undefined : resolveTarget(project, target)?.label) ?? 'a value'
}

/** Documents share what an edit did not touch, so the nodes of a flow are looked through once however often it is called. */
const endsByNodes = new WeakMap<Flow['nodes'], readonly Node[]>()

function endsOf(flow: Flow | undefined): readonly Node[] {
  if (flow === undefined) return []
  const known = endsByNodes.get(flow.nodes)
  if (known !== undefined) return known
  const ends = Object.values(flow.nodes).filter((node) => node.kind === 'end')
  endsByNodes.set(flow.nodes, ends)
  return ends
}
