import { LIMITS } from '@halley/model'
import { useState } from 'react'

/** The Name of a row while it is being typed: Enter or leaving keeps it, Escape does not. */
export function RenameInput({ name, label, onDone }: { readonly name: string; readonly label: string; readonly onDone: (name: string | null) => void }) {
  const [text, setText] = useState(name)
  const finish = (keep: boolean) => onDone(keep && text.trim() !== '' && text.trim() !== name ? text.trim() : null)
  return (
    <input
      className="rename-input"
      aria-label={label}
      value={text}
      maxLength={LIMITS.nameCharacters}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => finish(true)}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') finish(true)
        if (event.key === 'Escape') finish(false)
      }}
    />
  )
}
