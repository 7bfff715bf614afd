import { useState } from 'react'
import { TextInput } from '../kit/index.ts'
import { ProjectMenu } from './project-menu.tsx'
import { change, useMayChange, useProject } from '../stores/project-store.ts'

/** The project's name; a click makes it a field, Enter or leaving keeps what was typed, Esc does not. */
export function ProjectName() {
  const name = useProject((project) => project.name)
  const mayChange = useMayChange()
  const [typed, setTyped] = useState<string | null>(null)
  const keep = () => {
    const next = typed?.trim() ?? ''
    if (next !== '' && next !== name) change('Rename project', (draft) => { draft.name = next.slice(0, 80) })
    setTyped(null)
  }
  if (!mayChange) {
    return (
      <>
        <h1 className="min-w-0 truncate px-1.5 text-sm font-semibold">{name}</h1>
        <ProjectMenu onRename={null} />
      </>
    )
  }
  if (typed === null) {
    return (
      <>
        <h1 className="min-w-0">
          <button type="button" onClick={() => setTyped(name)} title="Rename the project" className="block h-7 max-w-full truncate rounded-md px-1.5 text-sm font-semibold hover:bg-hover">
            {name}
          </button>
        </h1>
        <ProjectMenu onRename={() => setTyped(name)} />
      </>
    )
  }
  return (
    <TextInput
      aria-label="Project name"
      autoFocus
      selectOnMount
      className="w-56 font-semibold"
      maxLength={80}
      value={typed}
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
        if (event.key === 'Escape') setTyped(null)
      }}
    />
  )
}
