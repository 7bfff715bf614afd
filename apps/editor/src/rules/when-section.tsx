import { parsePattern } from '@halley/bus'
import { ROOM_MESSAGE_TOKEN } from '@halley/engine'
import { inOrder, type Project } from '@halley/model'
import { useState } from 'react'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { Field, FormSection, Select, TextInput, type SelectOption } from '../kit/index.ts'
import { ResourceIcon } from '../resources/resource-icon.tsx'
import { useProjectShallow } from '../stores/project-store.ts'
import { ANY_TOKEN, keyOfToken, readParts, tokenOfKey, withPart, type PatternPart, type PatternParts } from './pattern-parts.ts'
import { useRuleProblems, type RuleFormProps } from './rule-form.ts'
import { useRuleContext } from './rule-scope.ts'
import { RuleProblems } from './rule-problems.tsx'
import { useRevealed } from './use-focus-setting.ts'

const YES_NO = { type: 'yesNo' } as const

/** When a rule notifies: which messages it is about, and on which condition. */
export function WhenSection({ rule, put }: RuleFormProps) {
  const project = useProjectShallow(({ name, technicalName, channels, rooms, messages }) => ({ name, technicalName, channels, rooms, messages }))
  const { ofEvent, about } = useRuleContext(rule.pattern)
  const parts = readParts(rule.pattern, project.technicalName)
  const putPattern = (pattern: string) => put('pattern', (draft) => { draft.pattern = pattern })
  return (
    <FormSection title="When" lead="Which messages it is about.">
      <div data-field="pattern" className="flex flex-col gap-3">
        <Pickers parts={parts} project={project} onPick={(part, token) => putPattern(withPart(parts ?? anew(project.technicalName), part, token))} />
        <PatternText pattern={rule.pattern} example={`events.*.${project.technicalName}.*.*.*`} onChange={putPattern} />
        <RuleProblems problems={useRuleProblems(rule.id, ['pattern']).filter(({ code }) => !code.endsWith('pattern_invalid'))} />
      </div>
      <div data-field="condition">
        <ExpressionField
          label="Only if" value={rule.condition} scope={ofEvent} reveal={useRevealed(rule.id, 'condition')} expected={YES_NO} optional placeholder="Always"
          help={about === null ? 'Such as event.key == "42". With one message chosen above, also what is in it.' : `A condition on ${about.name}, such as one on ${about.example}.`}
          onChange={(source) => put('condition', (draft) => { draft.condition = source })}
        />
      </div>
    </FormSection>
  )
}

type Resources = Pick<Project, 'name' | 'technicalName' | 'channels' | 'rooms' | 'messages'>
type PickersProps = { /** Null while they cannot show what the pattern says. */ readonly parts: PatternParts | null; readonly project: Resources; readonly onPick: (part: PatternPart, token: string) => void }

function Pickers({ parts, project, onPick }: PickersProps) {
  const { app, channel, message, key } = parts ?? unread
  const unset = parts === null ? 'As written' : 'Choose…'
  const isOther = app !== '' && app !== project.technicalName && app !== ANY_TOKEN
  const room = Object.values(project.rooms).find(({ technicalName }) => technicalName === channel)
  const place = Object.values(project.channels).find(({ technicalName }) => technicalName === channel)
  const apps = withOther([{ value: project.technicalName, label: 'This app', note: project.name }, { value: ANY_TOKEN, label: 'Any app' }], app)
  const channels = withOther([
    { value: ANY_TOKEN, label: 'Any channel' },
    ...(isOther ? [] : [...inOrder(project.channels).map(({ technicalName, name }) => ({ value: technicalName, label: name, icon: <ResourceIcon tree="channels" /> })), ...inOrder(project.rooms).map(({ technicalName, name }) => ({ value: technicalName, label: name, icon: <ResourceIcon tree="rooms" />, note: 'room' }))]),
  ], channel)
  const travelling = inOrder(project.messages).filter(({ id }) => place === undefined || place.messageIds.length === 0 || place.messageIds.includes(id))
  const messages = withOther([
    { value: ANY_TOKEN, label: room === undefined ? 'Any message' : 'Whatever is written' },
    ...(isOther || room !== undefined ? [] : travelling.map(({ technicalName, name, hue }) => ({ value: technicalName, label: name, icon: <ResourceIcon tree="messages" hue={hue} /> }))),
    ...(room !== undefined || (channel === ANY_TOKEN && Object.keys(project.rooms).length > 0) ? [{ value: ROOM_MESSAGE_TOKEN, label: 'A message in a room' }] : []),
  ], message)
  const keyName = room?.keyName ?? place?.keyName ?? null
  const hasKeys = keyName !== null || (room === undefined && place === undefined) || (key !== ANY_TOKEN && key !== '_')
  return (
    <div className="rule-pickers">
      <Field label="App"><Select value={app === '' ? null : app} options={apps} placeholder={unset} onChange={(token) => onPick('app', token)} /></Field>
      <Field label="Channel"><Select value={channel === '' ? null : channel} options={channels} placeholder={unset} onChange={(token) => onPick('channel', token)} /></Field>
      <Field label="Message"><Select value={message === '' ? null : message} options={messages} placeholder={unset} onChange={(token) => onPick('message', token)} /></Field>
      {hasKeys && <KeyField keyName={keyName} token={key} onChange={(token) => onPick('key', token)} />}
    </div>
  )
}

/** A pattern that says more or other things than the pickers can: choosing begins anew. */
const unread: PatternParts = { org: ANY_TOKEN, app: '', channel: '', message: '', key: ANY_TOKEN }

function anew(app: string): PatternParts {
  return { org: ANY_TOKEN, app, channel: ANY_TOKEN, message: ANY_TOKEN, key: ANY_TOKEN }
}

/** What a pattern says stays to be seen, also where nothing here is called so. */
function withOther(options: readonly SelectOption[], token: string): readonly SelectOption[] {
  return token === '' || options.some(({ value }) => value === token) ? options : [...options, { value: token, label: token, note: 'not here' }]
}

function KeyField({ keyName, token, onChange }: { readonly keyName: string | null; readonly token: string; readonly onChange: (token: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null)
  const isTooLong = typed !== null && tokenOfKey(typed) === null
  return (
    <Field label={keyName === null ? 'Key' : `Key (${keyName})`} error={isTooLong ? 'This key is too long to stand in a topic.' : null}>
      <TextInput
        value={typed ?? keyOfToken(token)} maxLength={200} placeholder="Any"
        onChange={(key) => {
          setTyped(key)
          const next = tokenOfKey(key.trim())
          if (next !== null && next !== token) onChange(next)
        }}
        onBlur={() => setTyped(null)}
      />
    </Field>
  )
}

function PatternText({ pattern, example, onChange }: { readonly pattern: string; readonly example: string; readonly onChange: (pattern: string) => void }) {
  const parsed = pattern === '' ? null : parsePattern(pattern)
  return (
    <Field label="As a pattern of topics" error={parsed?.ok === false ? parsed.message : null} help={<><code>*</code> is any one token, <code>&gt;</code> at the end all the rest.</>}>
      <TextInput mono value={pattern} maxLength={255} placeholder={example} onChange={(text) => onChange(text.trim())} />
    </Field>
  )
}
