import { noticeWaysSchema, type NoticeWay, type NoticeWays } from '@halley/model'
import { Checkbox } from '../kit/index.ts'

export type NoticeWaysFieldProps = {
  readonly label: string
  readonly value: unknown
  readonly isMixed: boolean
  readonly help: string | undefined
  readonly error: string | undefined
  readonly onChange: (ways: NoticeWays) => void
}

const words: readonly { readonly way: NoticeWay; readonly label: string; readonly help: string }[] = [
  { way: 'inbox', label: 'Inbox, with a toast', help: 'At once, on all devices of a person.' },
  { way: 'push', label: 'Push', help: 'To browsers that allowed it, also when the app is closed.' },
  { way: 'email', label: 'E-mail', help: 'To people who have an address.' },
]

/** The ways of a notification, each ticked by itself. */
export function NoticeWaysField({ label, value, isMixed, help, error, onChange }: NoticeWaysFieldProps) {
  const parsed = noticeWaysSchema.safeParse(value)
  const ways: NoticeWays = parsed.success ? parsed.data : noticeWaysSchema.parse({})
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-medium text-ink-soft">{label}</legend>
      {words.map(({ way, label: name, help: meaning }) => <Checkbox key={way} label={name} help={meaning} checked={isMixed ? 'mixed' : ways[way]} onChange={(taken) => onChange({ ...ways, [way]: taken })} />)}
      {error !== undefined ? <p role="alert" className="text-xs text-danger">{error}</p> : help === undefined ? null : <p className="text-xs text-ink-faint">{help}</p>}
    </fieldset>
  )
}
