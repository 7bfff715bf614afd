import { LIMITS } from '@halley/model'
import type { ImportedProject } from '@halley/protocol'
import { toast } from 'sonner'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { navigate, projectPath } from '../shell/router.ts'
import type { FilePlace } from '../sync/call-server.ts'
import { otherNameInWords } from './import-words.ts'
import { importFile } from './projects-api.ts'
import { loadProjects } from './projects-store.ts'

type Outcome =
  | { readonly type: 'imported'; readonly project: ImportedProject }
  | { readonly type: 'failed'; readonly text: string; readonly place?: FilePlace | undefined }

/** What became of one file; `at` is its place among those that were chosen, since two may have one name. */
export type FileImport = { readonly at: number; readonly file: string } & (Outcome | { readonly type: 'reading' })

type ImportState = { readonly files: readonly FileImport[]; readonly isShown: boolean }

const nothing: ImportState = { files: [], isShown: false }

const importStore = createStore<ImportState>(() => nothing)

/** Reads what became of the files that were imported last, and whether it is shown. */
export function useImport(): ImportState {
  return useStore(importStore)
}

/** Hides what became of the files. What is still read goes on, and is told when it has an end worth telling. */
export function hideImport(): void {
  const isReading = importStore.getState().files.some(({ type }) => type === 'reading')
  importStore.setState(isReading ? { isShown: false } : nothing)
}

/** Milliseconds after which it is said that files are being read: a small one is there sooner, and its project opens at once. */
const SAY_READING_MS = 400

/** Makes projects of files, one after the other; one alone that has all of its file is opened, else it is said what became of each. */
export async function importFiles(chosen: readonly File[]): Promise<void> {
  if (chosen.length === 0 || importStore.getState().files.some(({ type }) => type === 'reading')) return
  importStore.setState({ files: chosen.map(({ name }, at) => ({ at, file: name, type: 'reading' })), isShown: false })
  const timer = setTimeout(() => importStore.setState({ isShown: true }), SAY_READING_MS)
  for (const [at, file] of chosen.entries()) {
    const became: FileImport = { at, file: file.name, ...(await importOne(file)) }
    importStore.setState(({ files }) => ({ files: files.with(at, became) }))
  }
  clearTimeout(timer)
  await loadProjects()
  const { files } = importStore.getState()
  if (!files.every(isWhole)) {
    importStore.setState({ isShown: true })
    return
  }
  importStore.setState(nothing)
  const [first] = files
  const otherNames = files.flatMap((file) => (file.type === 'imported' ? (otherNameInWords(file.project) ?? []) : []))
  const more = otherNames.length === 0 ? {} : { description: otherNames.join(' ') }
  if (files.length === 1 && first?.type === 'imported') {
    navigate(projectPath(first.project.id))
    if (otherNames.length > 0) toast('The project was imported', more)
  } else toast.success(`${files.length} projects were imported`, more)
}

function isWhole(file: FileImport): boolean {
  return file.type === 'imported' && !file.project.findings.some(({ loses }) => loses)
}

async function importOne(file: File): Promise<Outcome> {
  // Whoever sends more is cut off before they hear why.
  if (file.size > LIMITS.projectBytes) return { type: 'failed', text: `The file has ${Math.ceil(file.size / 1024 / 1024)} MiB; the limit is ${LIMITS.projectBytes / 1024 / 1024} MiB. Split it into several.` }
  const called = await importFile(file)
  return called.ok ? { type: 'imported', project: called.value } : { type: 'failed', text: called.text, place: called.place }
}

/** Opens a project that was imported. */
export function openImported({ id }: ImportedProject): void {
  importStore.setState(nothing)
  navigate(projectPath(id))
}
