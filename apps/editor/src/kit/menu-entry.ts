import type { ReactNode } from 'react'

/** One line of a menu or a context menu. */
export type MenuEntry =
  | { readonly type: 'separator'; readonly id: string }
  | { readonly type: 'heading'; readonly id: string; readonly label: string }
  | {
      readonly type: 'item'
      readonly id: string
      readonly label: string
      readonly onSelect: () => void
      readonly icon?: ReactNode
      readonly shortcut?: string | undefined
      readonly disabled?: boolean | undefined
      readonly checked?: boolean | undefined
      readonly tone?: 'danger' | undefined
    }
  | { readonly type: 'submenu'; readonly id: string; readonly label: string; readonly icon?: ReactNode; readonly disabled?: boolean | undefined; readonly entries: readonly MenuEntry[] }
