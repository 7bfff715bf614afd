import { endpointSchema, httpMethods, inOrder, parameterSources, type Endpoint, type EndpointParameter, type ParameterSource } from '@halley/model'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { Checkbox, Field, IconButton, Select, TextInput } from '../kit/index.ts'
import { DurationField } from '../properties/duration-field.tsx'
import { TargetPicker } from '../properties/target-picker.tsx'
import { change, useProject } from '../stores/project-store.ts'
import { RecordLines } from './record-lines.tsx'
import { RolesField } from './roles-field.tsx'
import { useScope } from './use-scope.ts'

const sourceWords: Readonly<Record<ParameterSource, string>> = { path: 'Path', query: 'Query', header: 'Header', body: 'JSON body' }
const YES_NO = { type: 'yesNo' } as const

/** What an endpoint flow answers to: method and path, the parts of the request and where they go, who may call it, its time limits. */
export function EndpointProperties({ flowId }: { readonly flowId: string }) {
  const flow = useProject((project) => project.flows[flowId])
  const appName = useProject((project) => project.technicalName)
  const scope = useScope()
  if (flow === undefined) return null
  const endpoint = flow.endpoint ?? endpointSchema.parse({})
  const put = (key: string, recipe: (draft: Endpoint) => void) =>
    change(`Change endpoint ${flow.name}`, (draft) => {
      const target = draft.flows[flowId]
      if (target === undefined) return
      target.endpoint ??= endpointSchema.parse({})
      recipe(target.endpoint)
    }, { mergeKey: `${flowId}-endpoint-${key}` })
  const parameters = inOrder(endpoint.parameters)
  const unbound = namesInPath(endpoint.path).filter((name) => !parameters.some((parameter) => parameter.source === 'path' && parameter.name === name))
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-2 gap-y-3">
        <Field label="Method" className="w-24 shrink-0"><Select value={endpoint.method} options={httpMethods.map((value) => ({ value, label: value }))} onChange={(method) => put('method', (draft) => { draft.method = httpMethods.find((known) => known === method) ?? draft.method })} /></Field>
        <Field label="Path" className="min-w-48 flex-1" error={endpoint.path.startsWith('/') ? null : 'A path begins with /.'} help="{name} is a part that varies."><TextInput mono value={endpoint.path} maxLength={300} onChange={(path) => put('path', (draft) => { draft.path = path.trim() })} /></Field>
      </div>
      <Address method={endpoint.method} path={`/h/${appName}${endpoint.path}`} body={parameters.filter(({ source, name }) => source === 'body' && name !== '').map(({ name }) => name)} />
      <RecordLines
        label="Parts of the request"
        help="Each is checked by the type of its field and stored there before the flow starts."
        one="a part"
        lines={parameters}
        onAdd={({ id, order }) => put(`part-${id}`, (draft) => { draft.parameters[id] = { id, order, source: unbound.length > 0 ? 'path' : endpoint.method === 'GET' ? 'query' : 'body', name: unbound[0] ?? '', target: null, required: false } })}
        onDelete={({ id }) => put(`gone-${id}`, (draft) => { delete draft.parameters[id] })}
        problemOf={(line) => (line.source === 'path' && line.name !== '' && !namesInPath(endpoint.path).includes(line.name) ? `The path has no {${line.name}}.` : undefined)}
        render={(line, number) => <Part line={line} number={number} put={(recipe) => put(`part-${line.id}`, (draft) => {
          const part = draft.parameters[line.id]
          if (part !== undefined) recipe(part)
        })} />}
      />
      {unbound.length === 0 ? null : <p className="text-xs text-warning">{unbound.map((name) => `{${name}}`).join(', ')} of the path {unbound.length === 1 ? 'goes' : 'go'} nowhere yet; add a part for it.</p>}
      <RolesField label="Roles that may call it" help="None means everybody." placeholder="Everybody" roles={endpoint.roles} onChange={(roles) => put('roles', (draft) => { draft.roles = [...roles] })} />
      <ExpressionField label="Visible when" value={endpoint.visibleWhen} scope={scope} expected={YES_NO} optional placeholder="Always" help="Not met: 404, as if there were nothing." onChange={(source) => put('visible', (draft) => { draft.visibleWhen = source })} />
      <Field label="Time to answer"><DurationField label="Time to answer" valueMs={endpoint.timeLimitMs} onChange={(valueMs) => put('time', (draft) => { draft.timeLimitMs = within(valueMs, 100, 60_000) })} /></Field>
      <Field label="A stream ends after" help="A flow that listens answers with a stream of events."><DurationField label="A stream ends after" valueMs={endpoint.streamLimitMs} onChange={(valueMs) => put('stream', (draft) => { draft.streamLimitMs = within(valueMs, 1_000, 3_600_000) })} /></Field>
    </>
  )
}

type PartProps = { readonly line: EndpointParameter; readonly number: number; readonly put: (recipe: (draft: EndpointParameter) => void) => void }

function Part({ line, number, put }: PartProps) {
  return (
    <>
      <div className="flex gap-1">
        <Select size="small" className="w-24 shrink-0 text-xs" label={`Where part ${number} is`} value={line.source} options={parameterSources.map((value) => ({ value, label: sourceWords[value] }))} onChange={(source) => put((draft) => { draft.source = parameterSources.find((known) => known === source) ?? draft.source })} />
        <TextInput mono aria-label={`Name of part ${number}`} value={line.name} maxLength={100} placeholder="name" onChange={(name) => put((draft) => { draft.name = name.trim() })} />
      </div>
      <TargetPicker label={`Field of part ${number}`} value={line.target} invalid={false} onChange={(target) => put((draft) => { draft.target = target })} />
      {line.source === 'path' ? null : <Checkbox label="Needed" checked={line.required} onChange={(required) => put((draft) => { draft.required = required })} />}
    </>
  )
}

function Address({ method, path, body }: { readonly method: string; readonly path: string; /** Names of the parts of the JSON body. */ readonly body: readonly string[] }) {
  const [copied, setCopied] = useState(false)
  const address = `${window.location.origin}${path}`
  const data = body.length === 0 ? '' : ` -H 'content-type: application/json' -d '${JSON.stringify(Object.fromEntries(body.map((name) => [name, ''])))}'`
  // Braces of the path are no pattern for curl.
  const command = `curl -gN ${method === 'GET' ? '' : `-X ${method} `}'${address}'${data}`
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command)
      setCopied(true)
    } catch {
      toast.error('The browser did not let it be copied', { description: command })
    }
  }
  return (
    <div className="flex items-center gap-1 rounded-md bg-sunken px-2 py-1">
      <code className="min-w-0 flex-1 font-mono text-xs break-all" title={command}>{path}</code>
      <IconButton size="small" label={copied ? 'Copied' : 'Copy as a curl command'} icon={copied ? <Check /> : <Copy />} onClick={() => void copy()} />
    </div>
  )
}

function namesInPath(path: string): string[] {
  return [...path.matchAll(/\{([^{}/]+)\}/g)].map(([, name = '']) => name)
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)))
}
