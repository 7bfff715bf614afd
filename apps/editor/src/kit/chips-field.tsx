import { Plus, X } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { chipOffers, likeliestOffer } from './chip-offers.ts'
import { classNames } from './class-names.ts'
import { Field, useField } from './field.tsx'

export type ChipsFieldProps = {
  readonly label: string
  readonly help: string
  readonly error?: string | null | undefined
  /** Shown while there is none. */
  readonly placeholder: string
  /** What one is called, with its article: "a role". */
  readonly one: string
  readonly chips: readonly string[]
  /** What is offered while typing. */
  readonly suggestions: readonly string[]
  /** What people read in the place of a chip; the chip itself where it is left out. */
  readonly nameOf?: (chip: string) => string
  /** The chip that was meant by what was typed, such as by a name. */
  readonly chipOf?: (typed: string) => string
  readonly maxLength?: number
  readonly disabled?: boolean
  /** Of the box. */
  readonly className?: string
  readonly onChange: (chips: readonly string[]) => void
}

/** A set of short texts: chosen from what is offered or typed, added by Enter or a comma, and taken away one by one. */
export function ChipsField({ label, help, error, disabled = false, className, ...shown }: ChipsFieldProps) {
  return (
    <Field label={label} help={help} error={error}>
      <ChipsBox label={label} disabled={disabled} className={className} {...shown} />
    </Field>
  )
}

type ChipsBoxProps = Omit<ChipsFieldProps, 'help' | 'error'>

function ChipsBox({ label, placeholder, one, chips, suggestions, nameOf = asItIs, chipOf = asItIs, maxLength = 80, disabled = false, className, onChange }: ChipsBoxProps) {
  const field = useField()
  const listId = useId()
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState('')
  const [isOpen, setOpen] = useState(false)
  /** The line that the arrows went to; null until they did. */
  const [walkedTo, setWalkedTo] = useState<number | null>(null)
  const offers = chipOffers({ typed, chips, suggestions, nameOf, chipOf })
  const pointed = Math.min(walkedTo ?? likeliestOffer(offers, { typed, chipOf }), offers.length - 1)
  const isListed = isOpen && offers.length > 0 && !disabled

  // At the lower edge of a pane the list would open out of sight.
  useEffect(() => {
    if (isListed) list.current?.scrollIntoView({ block: 'nearest' })
  }, [isListed])
  useEffect(() => {
    if (isListed && pointed >= 0) document.getElementById(`${listId}-${pointed}`)?.scrollIntoView({ block: 'nearest' })
  }, [isListed, listId, pointed])

  const type = (text: string) => {
    setTyped(text)
    setWalkedTo(null)
    setOpen(text !== '')
  }
  const put = (added: readonly string[]) => {
    const fresh = [...new Set(added)].filter((chip) => !chips.includes(chip))
    if (fresh.length > 0) onChange([...chips, ...fresh])
    type('')
  }
  const add = (text: string) => {
    // A name that was taken from the offers may hold a comma itself.
    const parts = chipOf(text.trim()) === text.trim() ? text.split(',') : [text]
    put(parts.map((part) => part.trim()).filter((part) => part !== '').map(chipOf))
  }
  const choose = (chip: string) => {
    put([chip])
    // Often several are meant.
    setOpen(true)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      if (offers.length > 0) setWalkedTo(!isListed ? Math.max(pointed, 0) : (pointed + (event.key === 'ArrowDown' ? 1 : offers.length - (pointed < 0 ? 0 : 1))) % offers.length)
    } else if (event.key === 'Enter' && (typed.trim() !== '' || (isListed && pointed >= 0))) {
      // Adds it; the form around is sent by the next Enter.
      event.preventDefault()
      const offer = isListed ? offers[pointed] : undefined
      if (offer === undefined) add(typed)
      else put([offer.chip])
    } else if (event.key === 'Escape' && isListed) {
      event.stopPropagation()
      setOpen(false)
    } else if (event.key === 'Backspace' && typed === '' && chips.length > 0) onChange(chips.slice(0, -1))
  }
  return (
    <div className="relative">
      {/* The whole box looks like one input; a click beside the chips means the input in it, which the keyboard reaches by itself. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div className={classNames('kit-chips', className)} data-invalid={field?.invalid === true || undefined} data-disabled={disabled || undefined} onClick={(event) => event.target === event.currentTarget && input.current?.focus()}>
        {chips.length === 0 ? null : (
          <ul aria-label={`${label}: chosen`} className="contents">
            {chips.map((chip) => (
              <li key={chip} className="inline-flex h-6 min-w-0 items-center rounded-full bg-accent-soft pl-2 text-xs text-accent">
                <span className="truncate" title={nameOf(chip) === chip ? undefined : chip}>{nameOf(chip)}</span>
                <button type="button" disabled={disabled} aria-label={`Remove ${nameOf(chip)}`} className="inline-flex size-6 shrink-0 items-center justify-center rounded-full hover:bg-hover" onClick={() => onChange(chips.filter((other) => other !== chip))}>
                  <X size={12} aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <input
          ref={input}
          id={field?.inputId}
          role="combobox"
          aria-expanded={isListed}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={isListed && pointed >= 0 ? `${listId}-${pointed}` : undefined}
          aria-describedby={field?.describedBy}
          aria-invalid={field?.invalid ?? false}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          maxLength={maxLength}
          disabled={disabled}
          placeholder={chips.length === 0 ? placeholder : `Add ${one}`}
          onClick={() => setOpen(true)}
          onChange={(event) => (event.target.value.includes(',') ? add(event.target.value) : type(event.target.value))}
          onBlur={() => add(typed)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id={listId} role="listbox" aria-label={label} hidden={!isListed} className="kit-float absolute top-full right-0 left-0 mt-1 max-h-60 scroll-my-2 overflow-auto p-1">
        {offers.map((offer, at) => (
          // Keys go to the input, which says by aria-activedescendant which line they mean.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div tabIndex={-1} key={`${offer.type}/${offer.chip}`} id={`${listId}-${at}`} role="option" aria-selected={at === pointed} data-selected={at === pointed} className={classNames('kit-menu-item', offer.type === 'typed' && 'text-accent')} onPointerDown={(event) => event.preventDefault()} onPointerMove={() => setWalkedTo(at)} onClick={() => choose(offer.chip)}>
            {offer.type === 'typed' ? <Plus aria-hidden="true" size={16} className="shrink-0" /> : null}
            <span className="truncate">{offer.type === 'typed' ? `Add “${offer.text}”` : offer.text}</span>
            {offer.text === offer.chip ? null : <span className="ml-auto truncate text-xs text-ink-faint">{offer.chip}</span>}
          </div>
        ))}
      </div>
    </div>
  )
}

function asItIs(text: string): string {
  return text
}
