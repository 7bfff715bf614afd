import { renameResource, type TreeName } from '@halley/model'
import { useState } from 'react'
import { renameOrAsk } from '../breaking/breaking-change.ts'
import { TextInput } from '../kit/index.ts'
import { ResourceIcon } from '../resources/resource-icon.tsx'
import { treeWords } from '../resources/resource-trees.ts'
import { useProject } from '../stores/project-store.ts'
import { select } from '../stores/view-store.ts'

/** The head of a resource's editor: its icon, its Name to type over, its technical name. */
export function ResourceHeading({ tree, id, hue = null }: { readonly tree: TreeName; readonly id: string; readonly hue?: number | null }) {
  const name = useProject((project) => project[tree][id]?.name ?? '')
  const technicalName = useProject((project) => project[tree][id]?.technicalName ?? '')
  const [typed, setTyped] = useState<string | null>(null)
  const store = () => {
    if (typed !== null && typed.trim() !== '' && typed.trim() !== name) renameOrAsk(`Rename ${name} to ${typed.trim()}`, (draft) => renameResource(draft, { collection: tree, id }, typed))
    setTyped(null)
  }
  return (
    <header className="flex shrink-0 items-center gap-2 border-b border-line px-3 py-1.5">
      <ResourceIcon tree={tree} hue={hue} />
      <TextInput
        aria-label={`Name of the ${treeWords[tree].one}`}
        value={typed ?? name}
        maxLength={80}
        onChange={setTyped}
        onFocus={() => select({ type: 'resource', collection: tree, id })}
        onBlur={store}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        className="w-auto! max-w-72 min-w-24 border-transparent! bg-transparent! font-semibold [field-sizing:content]"
      />
      <code className="min-w-0 truncate text-xs text-ink-faint">{technicalName}</code>
    </header>
  )
}
