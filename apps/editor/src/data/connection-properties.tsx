import type { Connection, ConnectionAuth } from '@halley/model'
import { Field, Select, TextInput } from '../kit/index.ts'
import { change, useProject } from '../stores/project-store.ts'
import { ConnectionSecret } from './connection-secret.tsx'
import { ResourceDescription, ResourceNames } from './resource-names.tsx'

const authOptions: readonly { readonly value: ConnectionAuth['type']; readonly label: string }[] = [
  { value: 'none', label: 'Not at all' },
  { value: 'bearer', label: 'Bearer token' },
  { value: 'basic', label: 'User and password' },
  { value: 'header', label: 'A header' },
]
const secretNames: Readonly<Record<Exclude<ConnectionAuth['type'], 'none'>, string>> = { bearer: 'Token', basic: 'Password', header: 'Value of the header' }

/** A connection: where the service is, and how to sign in there. The secret goes to the server alone. */
export function ConnectionProperties({ id }: { readonly id: string }) {
  const connection = useProject((project) => project.connections[id])
  if (connection === undefined) return null
  const { settings } = connection
  const { auth, baseUrl, type } = settings
  const put = (key: string, recipe: (draft: Connection) => void) =>
    change(`Change connection ${connection.name}`, (draft) => {
      const target = draft.connections[id]
      if (target !== undefined) recipe(target)
    }, { mergeKey: `${id}-${key}` })
  return (
    <>
      <ResourceNames tree="connections" id={id} />
      <Field label="Type">
        <Select value={type} options={typeOptions} onChange={(chosen) => put('type', (draft) => setType(draft, chosen))} />
      </Field>
      <Field label="Address" error={addressProblem(baseUrl)} help={type === 'model' ? 'Of a service that speaks the protocol of OpenAI; /chat/completions is joined to it.' : 'Paths of HTTP request nodes are joined to it.'}>
        <TextInput mono value={baseUrl} maxLength={2_000} placeholder="https://api.example.com/v1" onChange={(text) => put('address', (draft) => { draft.settings.baseUrl = text.trim() })} />
      </Field>
      {settings.type === 'model' && (
        <Field label="Model" error={settings.model.trim() === '' ? 'Write the name of the model, as the service calls it.' : null}>
          <TextInput mono value={settings.model} maxLength={200} placeholder="small-1" onChange={(model) => put('model', (draft) => { if (draft.settings.type === 'model') draft.settings.model = model.trim() })} />
        </Field>
      )}
      <Field label="Signs in with">
        <Select value={auth.type} options={authOptions} onChange={(type) => put('auth', (draft) => { draft.settings.auth = freshAuth(type) })} />
      </Field>
      {auth.type === 'basic' && <Field label="User"><TextInput value={auth.user} maxLength={200} onChange={(user) => put('user', (draft) => { draft.settings.auth = { type: 'basic', user } })} /></Field>}
      {auth.type === 'header' && <Field label="Name of the header"><TextInput mono value={auth.name} maxLength={100} placeholder="X-Api-Key" onChange={(name) => put('header', (draft) => { draft.settings.auth = { type: 'header', name: name.trim() } })} /></Field>}
      {auth.type !== 'none' && <ConnectionSecret connectionId={id} name={secretNames[auth.type]} baseUrl={baseUrl} />}
      <ResourceDescription tree="connections" id={id} />
    </>
  )
}

const typeOptions: readonly { readonly value: Connection['settings']['type']; readonly label: string }[] = [
  { value: 'http', label: 'HTTP service' },
  { value: 'model', label: 'AI model (OpenAI-compatible)' },
]

/** The address and the way of signing in stay: they mean the same. A model has a key, so none is no longer the way to begin with. */
function setType(draft: Connection, type: string): void {
  const { baseUrl, auth } = draft.settings
  if (type === 'model') draft.settings = { type, baseUrl, model: '', auth: auth.type === 'none' ? { type: 'bearer' } : auth }
  else draft.settings = { type: 'http', baseUrl, auth }
}

function addressProblem(baseUrl: string): string | null {
  if (baseUrl === '') return 'Write the address of the service.'
  if (!URL.canParse(baseUrl)) return 'This is no whole address; begin with https://.'
  const { protocol, username, password } = new URL(baseUrl)
  if (protocol !== 'https:' && protocol !== 'http:') return 'Only http and https services can be asked.'
  return username !== '' || password !== '' ? 'A secret does not belong into the address: everybody who edits the project would read it. Choose how to sign in below.' : null
}

function freshAuth(type: string): ConnectionAuth {
  switch (type) {
    case 'bearer': return { type }
    case 'basic': return { type, user: '' }
    case 'header': return { type, name: '' }
    default: return { type: 'none' }
  }
}
