import { Plus, X } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'

export type EditableLineProps = {
  readonly ref: Ref<HTMLLIElement>
  /** What one is called: "input"; with its number from 1 it names the delete button. */
  readonly noun: string
  readonly number: number
  /** Shows the number, where lines are told apart by nothing else. */
  readonly isNumbered?: boolean
  /** What the line is about, beside its delete button. */
  readonly head: ReactNode
  readonly problem: string | undefined
  readonly onDelete: () => void
  /** The field of the properties that it is, for jumps to it. */
  readonly field?: string
  readonly children?: ReactNode
}

/** One of several lines that a person adds, changes and deletes: what it is about, what is wrong with it, and what else it has. */
export function EditableLine({ ref, noun, number, isNumbered = false, head, problem, onDelete, field, children }: EditableLineProps) {
  return (
    <li ref={ref} className="flex flex-col gap-1 rounded-md border border-line p-1.5" data-field={field}>
      <div className="flex items-start gap-1">
        {isNumbered ? <span className="w-5 shrink-0 text-center text-2xs leading-7 text-ink-faint" aria-hidden="true">{number}</span> : null}
        <div className="flex min-w-0 flex-1 flex-col gap-1">{head}</div>
        <IconButton size="small" className="mt-0.5" label={`Delete ${noun} ${number}`} icon={<X />} onClick={onDelete} />
      </div>
      {problem === undefined ? null : <p className="text-xs text-danger">{problem}</p>}
      {children}
    </li>
  )
}

/** Adds a line below the others. `one` is what one is called, with its article: "an input". */
export function AddLineButton({ one, onAdd }: { readonly one: string; readonly onAdd: () => void }) {
  return <Button size="small" icon={<Plus size={14} aria-hidden="true" />} className="self-start" onClick={onAdd}>Add {one}</Button>
}

/** "an input" without its article. */
export function nounOf(one: string): string {
  return one.slice(one.indexOf(' ') + 1)
}
