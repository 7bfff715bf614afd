import { FileUp, Moon, Plus, Search } from 'lucide-react'
import { useEffect, useRef, useState, type DragEvent } from 'react'
import { AccountMenu } from '../account/account-menu.tsx'
import { useMay, useMe } from '../account/account-store.ts'
import { Button, EmptyState, TextInput } from '../kit/index.ts'
import { HalleyMark } from '../shell/halley-mark.tsx'
import { CometTrail } from './comet-trail.tsx'
import { ExampleCards } from './example-cards.tsx'
import { examples } from './examples.ts'
import { NewProjectDialog } from './new-project-dialog.tsx'
import { ProjectList } from './project-list.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { importFiles } from './import-store.ts'
import { SafeModeNote } from './safe-mode-note.tsx'
import { loadProjects, useProjects } from './projects-store.ts'

/** All projects of this server: open, make, import, and examples that run at once. */
export function StartPage() {
  const list = useProjects()
  const me = useMe()
  const mayChange = useMay('project/change')
  const [search, setSearch] = useState('')
  const [isMaking, setMaking] = useState(false)
  const [isOver, setOver] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  useEffect(() => void loadProjects(), [])

  const projects = list.type === 'there' ? list.projects : []
  const exampleIds = new Set(examples.map(({ id }) => id))
  const own = projects.filter(({ id }) => !exampleIds.has(id))
  const found = own.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()))
  const here = new Set(projects.map(({ id }) => id))

  // Who has made nothing yet begins with an example.
  const isNewHere = list.type === 'there' && own.length === 0
  const exampleCards = <ExampleCards here={here} isKnown={list.type === 'there'} mayChange={mayChange} />

  const onDrop = (event: DragEvent<HTMLElement>) => {
    event.preventDefault()
    setOver(false)
    if (mayChange) void importFiles([...event.dataTransfer.files])
  }
  const importButton = <Button size="large" icon={<FileUp aria-hidden="true" className="size-4" />} onClick={() => chooser.current?.click()}>Import</Button>
  const newButton = <Button size="large" variant="primary" icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => setMaking(true)}>New project</Button>

  return (
    <div
      className="relative h-full overflow-auto bg-ground"
      onDragOver={(event) => {
        if (!mayChange || !event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setOver(false)}
      onDrop={onDrop}
    >
      <title>Halley</title>
      <CometTrail />
      <div className="relative mx-auto flex min-h-full max-w-[1040px] flex-col px-8 pb-16">
        <header className="flex h-16 items-center gap-2.5">
          <HalleyMark className="size-7" />
          <span className="flex-1 text-lg font-semibold tracking-tight">Halley</span>
          <AccountMenu />
        </header>

        <SafeModeNote />
        <main className="flex flex-col gap-12">
          <section className="flex flex-wrap items-end justify-between gap-6 pt-10">
            <div>
              <h1 className="max-w-[16em] text-3xl font-semibold tracking-[-0.025em] text-balance">Draw it. Send it. Watch it arrive.</h1>
              <p className="mt-3 max-w-[34em] text-lg text-ink-soft">Model real-time messages as flowcharts, and see them on your users’ screens while you draw.</p>
            </div>
            {mayChange ? <div className="flex gap-2">{importButton}{newButton}</div> : <p role="status" className="max-w-[24em] text-base text-pretty text-ink-soft">You are a viewer in {me?.org?.name}: look at the projects and try them out. To make or change one, ask an owner to make you an editor.</p>}
          </section>

          {isNewHere ? exampleCards : null}
          <section aria-labelledby="your-projects">
            <div className="mb-3 flex h-7 items-center justify-between gap-4">
              <h2 id="your-projects" className="text-base font-semibold">{me?.mode === 'accounts' && me.org !== null ? `Projects of ${me.org.name}` : 'Projects'}</h2>
              {own.length > 0 ? (
                <div className="relative w-56">
                  <Search aria-hidden="true" className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-faint" />
                  <TextInput aria-label="Search projects" placeholder="Search" className="pl-8" value={search} onChange={setSearch} />
                </div>
              ) : null}
            </div>
            {list.type === 'loading' ? <p role="status" className="h-32 text-sm text-ink-faint">Looking for projects…</p> : null}
            {list.type === 'failed' ? (
              <div className="rounded-lg border border-line bg-pane py-6"><EmptyState icon={<Moon />} title="The projects cannot be shown" actions={<Button onClick={() => void loadProjects()}>Try again</Button>}>{list.text}</EmptyState></div>
            ) : null}
            {isNewHere ? (
              <div className="rounded-lg border border-dashed border-line-strong bg-pane py-6">
                <EmptyState title="No project of your own yet" {...(mayChange && { actions: <Button onClick={() => setMaking(true)}>Begin with an empty one</Button> })}>
                  {mayChange ? 'Open an example and change it, or drop a project file or an AsyncAPI document here.' : 'Open an example and try it out.'}
                </EmptyState>
              </div>
            ) : null}
            {own.length > 0 && found.length === 0 ? <p className="py-8 text-center text-sm text-ink-faint">No project has “{search.trim()}” in its name.</p> : null}
            {found.length > 0 ? <ProjectList projects={found} /> : null}
          </section>

          {isNewHere ? null : exampleCards}
        </main>
      </div>

      {isOver ? <div aria-hidden="true" className="pointer-events-none fixed inset-3 z-30 flex items-center justify-center rounded-lg border-2 border-dashed border-accent bg-[color-mix(in_srgb,var(--ground)_85%,transparent)] text-lg font-medium text-accent">Drop to import</div> : null}
      <input
        ref={chooser}
        type="file"
        accept=".json,.yaml,.yml,application/json,application/yaml"
        multiple
        hidden
        aria-label="Files to import"
        onChange={(event) => {
          void importFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <ImportDialog />
      <NewProjectDialog open={isMaking} onOpenChange={setMaking} taken={new Set(projects.map(({ name }) => name))} />
    </div>
  )
}
