import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button, CopyField, Dialog, Field, IconButton, Select, TextInput, useFocusAdded } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'
import { callAccount, type AccountReply } from './account-api.ts'
import { useMe } from './account-store.ts'
import { actionOptions } from './action-words.ts'
import { AppRolesField } from './app-roles-field.tsx'
import { everythingOf, readCapability } from './capability-checks.ts'
import { expiryAt, expiryOptions, type Expiry } from './expiry.ts'
import { nameProblem } from './field-checks.ts'
import { AccountFields, AccountInput } from './form-parts.tsx'
import type { Capability } from '@halley/protocol'
import { useAccountForm, type AccountForm } from './use-account-form.ts'

type Line = Capability & { readonly id: string }
type Made = AccountReply<'createToken'>

/** Makes a token; its text is shown once. */
export function NewTokenDialog({ onMade, onClose }: { readonly onMade: () => void; readonly onClose: () => void }) {
  const [made, setMade] = useState<Made | null>(null)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={made === null ? 'New API token' : `The token of ${made.entry.name}`}>
      {made === null ? (
        <NewTokenForm
          onMade={(answer) => {
            setMade(answer)
            onMade()
          }}
        />
      ) : (
        <div className="flex flex-col gap-4">
          <CopyField label="Token" value={made.token} help="It is shown only now. Keep it where your program reads its secrets, not in its code." />
          <Button className="self-end" onClick={onClose}>Done</Button>
        </div>
      )}
    </Dialog>
  )
}

function NewTokenForm({ onMade }: { readonly onMade: (made: Made) => void }) {
  const orgToken = useMe()?.org?.token ?? ''
  const [name, setName] = useState('')
  const [lines, setLines] = useState<readonly Line[]>(() => [{ id: newId(), action: 'subscribe', pattern: everythingOf(orgToken) }])
  const [appRoles, setAppRoles] = useState<readonly string[]>([])
  const [expiry, setExpiry] = useState<Expiry>('90')
  const form = useAccountForm<string, Made>({
    check: () => ({
      name: nameProblem(name, 'what the token is for, such as the name of the program'),
      ...Object.fromEntries(lines.flatMap(({ pattern }, at) => {
        const reading = readCapability(pattern, orgToken)
        return reading.ok ? [] : [[fieldOf(at), reading.text]]
      })),
    }),
    send: async () => named(await callAccount('createToken', {
      body: { name: name.trim(), allow: lines.map(({ action, pattern }) => ({ action, pattern: pattern.trim() })), appRoles: [...appRoles], expiresAt: expiryAt(expiry, Date.now()) },
    })),
    done: onMade,
  })
  return (
    <AccountFields form={form} label="New API token" submit="Make the token" busy="Making the token…">
      <AccountInput form={form} name="name" label="Name" help="The program that uses it, so that you know later what it is for." autoComplete="off" maxLength={60} value={name} onChange={setName} autoFocus />
      <CapabilityLines form={form} orgToken={orgToken} lines={lines} onChange={setLines} />
      <AppRolesField help="Optional. Channels that ask for a role let the program in when it has it." roles={appRoles} onChange={setAppRoles} />
      <Field label="Expires"><Select className="h-9!" value={expiry} options={expiryOptions} onChange={(next) => setExpiry(expiryOptions.find(({ value }) => value === next)?.value ?? '90')} /></Field>
    </AccountFields>
  )
}

const fieldOf = (at: number) => `allow-${at}`

// The server names a line by its place: /allow/2/pattern.
function named<T extends { readonly ok: boolean }>(answer: T): T {
  if (!('pointer' in answer) || typeof answer.pointer !== 'string') return answer
  const [, list, at] = answer.pointer.split('/')
  return list === 'allow' && at !== undefined ? { ...answer, pointer: `/${fieldOf(Number(at))}` } : answer
}

function CapabilityLines({ form, orgToken, lines, onChange }: { readonly form: AccountForm<string>; readonly orgToken: string; readonly lines: readonly Line[]; readonly onChange: (lines: readonly Line[]) => void }) {
  const focus = useFocusAdded()
  const put = (id: string, part: Partial<Line>) => onChange(lines.map((line) => (line.id === id ? { ...line, ...part } : line)))
  return (
    <div role="group" aria-labelledby="capabilities" className="flex flex-col gap-1">
      <span id="capabilities" className="text-xs font-medium text-ink-soft">What it may do</span>
      <ol className="flex flex-col gap-2">
        {lines.map(({ id, action, pattern }, at) => {
          const reading = readCapability(pattern, orgToken)
          // What is still being typed is looked at as it is; nothing is said of an empty line before it is sent.
          const problem = form.problemOf(fieldOf(at)) ?? (reading.ok || pattern === '' ? null : reading.text)
          return (
            <li key={id} ref={focus.rowRef(id)} className="flex flex-wrap items-start gap-x-2 gap-y-1">
              <Select className="h-9! w-32!" label={`Action ${at + 1}`} value={action} options={actionOptions} onChange={(next) => put(id, { action: actionOptions.find(({ value }) => value === next)?.value ?? 'subscribe' })} />
              <Field className="flex-1 basis-48" label={`Pattern ${at + 1}`} hideLabel error={problem} help={reading.ok ? reading.text : undefined}>
                <TextInput
                  mono
                  name={fieldOf(at)}
                  className="h-9!"
                  maxLength={1_024}
                  value={pattern}
                  onChange={(next) => {
                    form.touched(fieldOf(at))
                    put(id, { pattern: next })
                  }}
                />
              </Field>
              <IconButton label={`Remove line ${at + 1}`} className="mt-1" icon={<X />} disabled={lines.length === 1} onClick={() => onChange(lines.filter((line) => line.id !== id))} />
            </li>
          )
        })}
      </ol>
      <Button
        size="small"
        className="self-start"
        icon={<Plus size={14} aria-hidden="true" />}
        onClick={() => {
          const id = newId()
          focus.expect(id)
          onChange([...lines, { id, action: 'publish', pattern: everythingOf(orgToken) }])
        }}
      >
        Add a line
      </Button>
    </div>
  )
}
