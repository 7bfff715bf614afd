import { connectionAddress, newConnectionSettings, type Connection, type ConnectionAuth, type ConnectionSettings, type ConnectionType } from '@halley/model'
import { Field, Select, TextInput } from '../kit/index.ts'
import { change, useProject } from '../stores/project-store.ts'
import { ConnectionSecret } from './connection-secret.tsx'
import { ResourceDescription, ResourceNames } from './resource-names.tsx'
import { TestMail } from './test-mail.tsx'

const authOptions: readonly { readonly value: ConnectionAuth['type']; readonly label: string }[] = [
  { value: 'none', label: 'Not at all' },
  { value: 'bearer', label: 'Bearer token' },
  { value: 'basic', label: 'User and password' },
  { value: 'header', label: 'A header' },
]
const secretNames: Readonly<Record<Exclude<ConnectionAuth['type'], 'none'>, string>> = { bearer: 'Token', basic: 'Password', header: 'Value of the header' }

type Put = (key: string, recipe: (draft: Connection) => void) => void
type Settings<Type extends ConnectionType> = Extract<ConnectionSettings, { type: Type }>

/** A connection: where the service is, and how to sign in there. The secret goes to the server alone. */
export function ConnectionProperties({ id }: { readonly id: string }) {
  const connection = useProject((project) => project.connections[id])
  if (connection === undefined) return null
  const { settings } = connection
  const put: Put = (key, recipe) =>
    change(`Change connection ${connection.name}`, (draft) => {
      const target = draft.connections[id]
      if (target !== undefined) recipe(target)
    }, { mergeKey: `${id}-${key}` })
  return (
    <>
      <ResourceNames tree="connections" id={id} />
      <Field label="Type">
        <Select value={settings.type} options={typeOptions} onChange={(chosen) => put('type', (draft) => setType(draft, chosen))} />
      </Field>
      {settings.type === 'demoModel' && <p className="text-ink-soft text-xs">Answers by simple rules, in this server: no network, no key, no cost. For trying things out; for real answers choose an AI model.</p>}
      {settings.type === 'smtp' && <MailServerSettings id={id} settings={settings} put={put} />}
      {(settings.type === 'http' || settings.type === 'model') && <ServiceSettings id={id} settings={settings} put={put} />}
      <ResourceDescription tree="connections" id={id} />
    </>
  )
}

function ServiceSettings({ id, settings, put }: { readonly id: string; readonly settings: Settings<'http' | 'model'>; readonly put: Put }) {
  const { auth, baseUrl, type } = settings
  const putService = (key: string, recipe: (draft: Settings<'http' | 'model'>) => void) => put(key, ({ settings: draft }) => {
    if (draft.type === 'http' || draft.type === 'model') recipe(draft)
  })
  return (
    <>
      <Field label="Address" error={addressProblem(baseUrl)} help={type === 'model' ? 'Of a service that speaks the protocol of OpenAI; /chat/completions is joined to it.' : 'Paths of HTTP request nodes are joined to it.'}>
        <TextInput mono value={baseUrl} maxLength={2_000} placeholder="https://api.example.com/v1" onChange={(text) => putService('address', (draft) => { draft.baseUrl = text.trim() })} />
      </Field>
      {settings.type === 'model' && (
        <Field label="Model" error={settings.model.trim() === '' ? 'Write the name of the model, as the service calls it.' : null}>
          <TextInput mono value={settings.model} maxLength={200} placeholder="small-1" onChange={(model) => putService('model', (draft) => { if (draft.type === 'model') draft.model = model.trim() })} />
        </Field>
      )}
      <Field label="Signs in with">
        <Select value={auth.type} options={authOptions} onChange={(chosen) => putService('auth', (draft) => { draft.auth = freshAuth(chosen) })} />
      </Field>
      {auth.type === 'basic' && <Field label="User"><TextInput value={auth.user} maxLength={200} onChange={(user) => putService('user', (draft) => { draft.auth = { type: 'basic', user } })} /></Field>}
      {auth.type === 'header' && <Field label="Name of the header"><TextInput mono value={auth.name} maxLength={100} placeholder="X-Api-Key" onChange={(name) => putService('header', (draft) => { draft.auth = { type: 'header', name: name.trim() } })} /></Field>}
      {auth.type !== 'none' && <ConnectionSecret connectionId={id} name={secretNames[auth.type]} baseUrl={baseUrl} />}
    </>
  )
}

function MailServerSettings({ id, settings, put }: { readonly id: string; readonly settings: Settings<'smtp'>; readonly put: Put }) {
  const putServer = (key: string, recipe: (draft: Settings<'smtp'>) => void) => put(key, ({ settings: draft }) => {
    if (draft.type === 'smtp') recipe(draft)
  })
  return (
    <>
      <Field label="Server" error={settings.host === '' ? 'Write the name of the mail server.' : null}>
        <TextInput mono value={settings.host} maxLength={253} placeholder="smtp.example.com" onChange={(host) => putServer('host', (draft) => { draft.host = host.trim() })} />
      </Field>
      <Field label="Encryption">
        <Select value={settings.security} options={mailSecurityOptions} onChange={(chosen) => putServer('security', (draft) => {
          const security = mailSecurityOptions.find(({ value }) => value === chosen)?.value ?? 'starttls'
          if (draft.port === usualPorts[draft.security]) draft.port = usualPorts[security]
          draft.security = security
        })} />
      </Field>
      <Field label="Port">
        <TextInput mono value={String(settings.port)} maxLength={5} onChange={(text) => {
          const port = Number(text)
          if (Number.isInteger(port) && port >= 1 && port <= 65_535) putServer('port', (draft) => { draft.port = port })
        }} />
      </Field>
      <Field label="User" help="Empty for a server that asks for none."><TextInput value={settings.user} maxLength={200} onChange={(user) => putServer('user', (draft) => { draft.user = user })} /></Field>
      {settings.user !== '' && <ConnectionSecret connectionId={id} name="Password" baseUrl={connectionAddress(settings)} />}
      <Field label="Sender" error={settings.from === '' ? 'Write the address that mails come from.' : null}>
        <TextInput value={settings.from} maxLength={320} placeholder="Help desk <help@example.com>" onChange={(from) => putServer('from', (draft) => { draft.from = from })} />
      </Field>
      {settings.host !== '' && settings.from !== '' && <TestMail connectionId={id} />}
    </>
  )
}

const mailSecurityOptions: readonly { readonly value: Settings<'smtp'>['security']; readonly label: string }[] = [
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'tls', label: 'TLS' },
  { value: 'none', label: 'None (a server of this machine)' },
]
const usualPorts: Readonly<Record<Settings<'smtp'>['security'], number>> = { starttls: 587, tls: 465, none: 25 }

const typeOptions: readonly { readonly value: ConnectionType; readonly label: string }[] = [
  { value: 'http', label: 'HTTP service' },
  { value: 'model', label: 'AI model (OpenAI-compatible)' },
  { value: 'demoModel', label: 'Demo model (no network)' },
  { value: 'smtp', label: 'Mail server (SMTP)' },
]

/** The address and the way of signing in stay where they mean the same. A model has a key, so none is no longer the way to begin with. */
function setType(draft: Connection, chosen: string): void {
  const type = typeOptions.find(({ value }) => value === chosen)?.value ?? 'http'
  const before = draft.settings
  const settings = newConnectionSettings(type)
  if ('baseUrl' in settings && 'baseUrl' in before) {
    settings.baseUrl = before.baseUrl
    if (settings.type === 'http' || before.auth.type !== 'none') settings.auth = before.auth
  }
  draft.settings = settings
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
