import { Eye } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMe } from '../account/account-store.ts'
import { useMayChange } from '../stores/project-store.ts'

/** Makes the controls inside of it show what there is without taking anything, for who may only look. */
export function LookOnly({ children }: { readonly children: ReactNode }) {
  const mayChange = useMayChange()
  return mayChange ? children : <fieldset disabled data-look-only className="contents" aria-label="Only for looking">{children}</fieldset>
}

/** Says once, above everything, why nothing can be changed. */
export function LookOnlyNote() {
  const mayChange = useMayChange()
  const org = useMe()?.org?.name
  if (mayChange) return null
  return (
    <p role="status" className="flex min-h-8 shrink-0 items-center justify-center gap-2 border-b border-line bg-accent-soft px-3 py-1 text-center text-sm text-accent">
      <Eye aria-hidden="true" className="size-4 shrink-0" />
      <span>You are a viewer{org === undefined ? '' : ` in ${org}`}: look at everything and try it out. To change something, ask an owner to make you an editor.</span>
    </p>
  )
}
