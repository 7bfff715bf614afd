import { useRef, type RefCallback } from 'react'
import { firstFieldIn } from './first-field.ts'

/** Gives the focus to the first field of a row that was just added: `expect` its id before adding, and `rowRef` goes on every row. */
export function useFocusAdded(): { readonly expect: (id: string) => void; readonly rowRef: (id: string) => RefCallback<HTMLElement> } {
  const expected = useRef<string | null>(null)
  return {
    expect: (id) => {
      expected.current = id
    },
    rowRef: (id) => (row) => {
      if (row === null || expected.current !== id) return
      expected.current = null
      const field = firstFieldIn(row)
      field?.focus()
      // A name that was made up is written over.
      if (field instanceof HTMLInputElement) field.select()
    },
  }
}
