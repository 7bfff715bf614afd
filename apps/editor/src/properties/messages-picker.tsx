import { inOrder } from '@halley/model'
import { Checkbox } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'

/** Chooses several messages. */
export function MessagesPicker({ label, value, onChange }: { readonly label: string; readonly value: readonly string[]; readonly onChange: (ids: string[]) => void }) {
  const messages = useProject((project) => project.messages)
  const gone = value.filter((id) => messages[id] === undefined)
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-medium text-ink-soft">{label}</legend>
      {inOrder(messages).map((message) => (
        <Checkbox
          key={message.id}
          checked={value.includes(message.id)}
          onChange={(chosen) => onChange(chosen ? [...value, message.id] : value.filter((id) => id !== message.id))}
          label={<span className="flex items-center gap-1.5"><span aria-hidden="true" className="size-2 rounded-full" style={{ background: `var(--hue-${message.hue})` }} />{message.name}</span>}
        />
      ))}
      {gone.map((id) => <Checkbox key={id} checked label="A message that was deleted" onChange={() => onChange(value.filter((one) => one !== id))} />)}
    </fieldset>
  )
}
