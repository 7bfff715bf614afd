import type { Catalog } from '@halley/engine'
import type { Diagnostic, Node, Project } from '@halley/model'
import { catalog, cometConfig, cometName } from '@halley/nodes'
import { CircleHelp } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { KindIcon } from '../canvas/kind-icons.tsx'
import { nodeFace } from '../canvas/node-face.ts'
import { ScopeOfNode } from '../data/use-scope.ts'
import { OfferedTexts } from '../expression-field/offered-texts-context.ts'
import { classNames, Field, TextInput, Tooltip } from '../kit/index.ts'
import { useOtherAt } from '../presence/others.ts'
import { countsInWords } from '../problems/counts-in-words.ts'
import { fixesOf } from '../problems/apply-fix.ts'
import { FixButton } from '../problems/fix-button.tsx'
import { SeverityIcon } from '../problems/severity-icon.tsx'
import { useProblems } from '../problems/problems-store.ts'
import { useProject } from '../stores/project-store.ts'
import { showDock, useView } from '../stores/view-store.ts'
import { FormControl, type FormControlProps } from './form-control.tsx'
import { formRows, type FormRow } from './node-form.ts'
import { recipientTexts } from './recipient-texts.ts'
import { useFocusRequest } from './use-focus-request.ts'
import { ProblemText } from '../problems/problem-text.tsx'

/** The form of one node, or of several of one kind. */
export function NodeProperties({ flowId, nodeIds }: { readonly flowId: string; readonly nodeIds: readonly string[] }) {
  const project = useProject((whole) => whole)
  const diagnostics = useProblems((problems) => problems.diagnostics)
  const form = useRef<HTMLDivElement>(null)
  const [firstId = ''] = nodeIds
  useFocusRequest(form, flowId, firstId)
  const place = useMemo(() => ({ flowId, nodeId: firstId }), [flowId, firstId])
  const other = useOtherAt(firstId)
  const request = useView((view) => view.focusRequest)
  const isFresh = useView((view) => view.freshNodeId === firstId)
  const flow = project.flows[flowId]
  const nodes = nodeIds.flatMap((id) => flow?.nodes[id] ?? [])
  const [first] = nodes
  const own = useMemo(() => diagnostics.filter(({ place }) => place.type === 'node' && place.flowId === flowId && place.nodeId === firstId), [diagnostics, flowId, firstId])
  if (flow === undefined || first === undefined) return <p className="p-3 text-xs text-ink-faint">This node was deleted. Undo brings it back.</p>
  const kind = catalog.get(first.kind)
  const face = nodeFace(first, flowId, project, catalog)
  const isOneKind = nodes.every((node) => node.kind === first.kind)
  if (nodes.length > 1 && !isOneKind) return <p className="p-3 text-xs text-ink-faint">{nodes.length} nodes of several kinds are selected. Nodes of one kind can be edited together.</p>

  const context = { project, flowId, nodeId: first.id }
  const rows = kind === undefined ? [] : formRows(kind, nodes, context)
  const revealed = request?.place.type === 'node' && request.place.nodeId === first.id ? request.place : null
  return (
    <div ref={form} className="flex flex-col gap-3 p-3" key={nodeIds.join()}>
      <div className="flex items-center gap-2">
        <span className="grid size-6 shrink-0 place-items-center rounded-md bg-sunken text-ink-soft" style={face.hue === null ? undefined : { color: `var(--hue-${face.hue})` }}><KindIcon name={face.icon} /></span>
        <h2 className="min-w-0 flex-1 truncate text-sm font-semibold">{nodes.length > 1 ? `${nodes.length} nodes: ${face.kindTitle}` : face.kindTitle}</h2>
        {/* In the line of the title: what comes and goes must not move the fields from under the pointer. */}
        {own.length === 0 || nodes.length > 1 ? null : (
          <button type="button" onClick={() => showDock('problems')} title={countsInWords(own)} aria-label={countsInWords(own)} className="flex shrink-0 items-center gap-1 rounded-sm text-xs text-ink-soft tabular-nums hover:text-ink">
            <SeverityIcon severity={own[0]?.severity ?? 'hint'} />
            {own.length}
          </button>
        )}
        {kind === undefined ? null : (
          <Tooltip text={kind.help} side="left">
            <button type="button" className="grid size-6 shrink-0 place-items-center rounded-md text-ink-faint hover:bg-hover" aria-label={`What this node does: ${kind.help}`}><CircleHelp size={16} aria-hidden="true" /></button>
          </Tooltip>
        )}
      </div>
      {other === undefined ? null : <p className="text-xs text-ink-soft">{other.name} is editing this node.</p>}
      {kind === undefined ? <UnknownKind node={first} /> : (
        <>
          {nodes.length > 1 || rows.some((row) => row.key === 'name') || generatedName(first, flowId, project, catalog) === '' ? null : (
            <Field label="Name"><TextInput readOnly value={generatedName(first, flowId, project, catalog)} onChange={() => undefined} /></Field>
          )}
          {nodes.length > 1 || isFresh ? null : <NodeProblems problems={own.filter(({ place }) => place.type === 'node' && (place.path === undefined || !rows.some((row) => row.key === place.path?.[0])))} />}
          <ScopeOfNode value={place}>
            {rows.map((row) => {
              const reveal = revealed !== null && revealed.path?.[0] === row.key && revealed.from !== undefined && revealed.to !== undefined ? { from: revealed.from, to: revealed.to } : undefined
              return <NodeField key={row.key} subject={{ flowId, nodeIds }} row={row} flowType={flow.type} problems={own} isFresh={isFresh} reveal={reveal} />
            })}
          </ScopeOfNode>
          {rows.length === 0 ? <p className="text-xs text-ink-faint">This node has no properties.</p> : null}
        </>
      )}
    </div>
  )
}

/** Milliseconds until a field that was left says what is missing: a click that takes the focus away must end where it began. */
const AFTER_A_CLICK_MS = 300

type NodeFieldProps = Pick<FormControlProps, 'subject' | 'row' | 'flowType' | 'reveal'> & { readonly problems: readonly Diagnostic[]; readonly isFresh: boolean }

/** One property with its problems. In a node that was just added it says nothing of what is missing until it was left once. */
function NodeField({ problems, isFresh, row, ...control }: NodeFieldProps) {
  const [isTouched, setTouched] = useState(false)
  const isQuiet = isFresh && !isTouched
  const { flowId, nodeIds: [nodeId = ''] } = control.subject
  const personas = useProject((project) => project.personas)
  const channels = useProject((project) => project.channels)
  const deliverTo = useProject((project) => {
    const node = row.key === 'recipients' ? project.flows[flowId]?.nodes[nodeId] : undefined
    return node?.kind === 'notify' ? 'people' : node?.config['deliverTo']
  })
  const offered = useMemo(() => recipientTexts({ personas, channels }, deliverTo), [personas, channels, deliverTo])
  return (
    <div data-field={row.key} className="min-w-0" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setTimeout(() => setTouched(true), AFTER_A_CLICK_MS)}>
      <OfferedTexts value={offered}><FormControl {...control} row={isQuiet ? withoutDemand(row) : row} problemAt={(path) => (isQuiet ? undefined : problemAt(problems, path))} /></OfferedTexts>
      {isQuiet ? null : <FixesOf problems={problems.filter((problem) => isSaidByControl(problem, row.key))} />}
      {isQuiet ? null : <NodeProblems problems={problems.filter((problem) => isAdviceOn(problem, row.key))} />}
    </div>
  )
}

// An expression says by itself that it is missing, unless it may be.
function withoutDemand(row: FormRow): FormRow {
  return row.field.control === 'expression' ? { ...row, field: { ...row.field, optional: true } } : row
}

// Mistakes with a position are said by the expression's own field.
function problemAt(problems: readonly Diagnostic[], path: readonly string[]): string | undefined {
  return problems.find(({ place, severity }) => place.type === 'node' && place.from === undefined && place.path !== undefined && severity === 'error' && place.path.length === path.length && path.every((step, at) => step === place.path?.[at]))?.text
}

// Warnings and hints stand below the property; only errors are said by the control itself.
function isAdviceOn({ place, severity }: Diagnostic, key: string): boolean {
  return severity !== 'error' && place.type === 'node' && place.from === undefined && place.path?.[0] === key
}

// An error on a property itself, which its control says in its own place; what mends it by a click stands below.
function isSaidByControl({ place, severity }: Diagnostic, key: string): boolean {
  return severity === 'error' && place.type === 'node' && place.from === undefined && place.path?.length === 1 && place.path[0] === key
}

function FixesOf({ problems }: { readonly problems: readonly Diagnostic[] }) {
  return problems.map((problem) => (fixesOf(problem).length === 0 ? null : <div key={problem.code} className="mt-1"><FixButton problem={problem} /></div>))
}

function NodeProblems({ problems }: { readonly problems: readonly Diagnostic[] }) {
  if (problems.length === 0) return null
  return (
    <ul className="mt-1 flex flex-col gap-1.5" aria-label="Problems of this node">
      {problems.map((problem) => (
        <li key={`${problem.code}/${problem.text}`} className="flex items-start gap-1.5 text-xs">
          <SeverityIcon severity={problem.severity} />
          <span className={classNames('flex min-w-0 flex-col items-start gap-1', problem.severity === 'error' ? 'text-danger' : 'text-ink-soft')}>
            <ProblemText text={problem.text} />
            <FixButton problem={problem} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function UnknownKind({ node }: { readonly node: Node }) {
  return (
    <>
      <p className="text-xs text-ink-soft">This program does not know the node kind “{node.kind}”. The node is kept as it is and does not run.</p>
      <pre className="overflow-auto rounded-md bg-sunken p-2">{JSON.stringify(node.config, null, 2)}</pre>
    </>
  )
}

/** The name that a node has by what it does; read-only, since it follows its properties. */
function generatedName(node: Node, flowId: string, project: Project, kinds: Catalog): string {
  const comet = node.kind === 'comet-message' ? cometConfig.safeParse(node.config) : undefined
  if (comet?.success === true) return cometName(comet.data, { project, flowId, nodeId: node.id })
  return node.kind === 'note' ? '' : nodeFace(node, flowId, project, kinds).summary
}
