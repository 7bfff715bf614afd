/** The colours an option can have: the hues of the theme, named so that documents read well. `shown` is a CSS colour. */
export const optionColors: readonly { readonly value: string; readonly label: string; readonly shown: string }[] = [
  { value: 'blue', label: 'Blue', shown: 'var(--hue-0)' },
  { value: 'teal', label: 'Teal', shown: 'var(--hue-1)' },
  { value: 'green', label: 'Green', shown: 'var(--hue-3)' },
  { value: 'amber', label: 'Amber', shown: 'light-dark(#96640a, #e3b35c)' },
  { value: 'red', label: 'Red', shown: 'var(--hue-5)' },
  { value: 'pink', label: 'Pink', shown: 'var(--hue-2)' },
  { value: 'violet', label: 'Violet', shown: 'var(--hue-4)' },
  { value: 'grey', label: 'Grey', shown: 'var(--ink-faint)' },
]
