import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type TabItem<Id extends string> = { readonly id: Id; readonly label: string; readonly icon?: ReactNode; readonly badge?: ReactNode; readonly content: ReactNode }
export type TabsProps<Id extends string> = {
  readonly label: string
  readonly value: Id
  readonly items: readonly TabItem<Id>[]
  readonly onChange: (id: Id) => void
  /** Show icons alone; the label is then the accessible name and a title. */
  readonly iconsOnly?: boolean
  readonly aside?: ReactNode
  readonly className?: string
}

/** Tabs over their contents; arrows walk, only the shown content exists. */
export function Tabs<Id extends string>({ label, value, items, onChange, iconsOnly, aside, className }: TabsProps<Id>) {
  const choose = (next: string) => {
    const item = items.find((candidate) => candidate.id === next)
    if (item !== undefined) onChange(item.id)
  }
  return (
    <Radix.Root value={value} onValueChange={choose} className={classNames('flex min-h-0 flex-1 flex-col', className)}>
      <div className="flex h-8 shrink-0 items-stretch border-b border-line">
        <Radix.List aria-label={label} className="flex min-w-0 flex-1 items-stretch overflow-x-auto px-1 [scrollbar-width:none]">
          {items.map((item) => (
            <Radix.Trigger
              key={item.id}
              value={item.id}
              {...(iconsOnly === true && { 'aria-label': item.label, title: item.label })}
              className="relative inline-flex shrink-0 items-center gap-1.5 px-2 text-xs font-medium whitespace-nowrap text-ink-faint outline-offset-[-2px] hover:text-ink data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-2 data-[state=active]:after:-bottom-px data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-accent [&_svg]:size-4"
            >
              {item.icon}
              {iconsOnly === true ? null : item.label}
              {item.badge}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {aside === undefined ? null : <div className="flex items-center gap-0.5 pr-1">{aside}</div>}
      </div>
      {items.map((item) => <Radix.Content key={item.id} value={item.id} className="min-h-0 flex-1 overflow-auto outline-none" tabIndex={-1}>{item.content}</Radix.Content>)}
    </Radix.Root>
  )
}
