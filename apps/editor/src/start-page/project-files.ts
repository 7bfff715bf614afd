import { LIMITS, type Project } from '@halley/model'

/** Gives a project to the person as `name.halley.json`. */
export function downloadProject(project: Project): void {
  downloadFile(`${fileName(project.name)}.halley.json`, new Blob([`${JSON.stringify(project, null, 2)}\n`], { type: 'application/json' }))
}

/** Gives a file to the person. */
export function downloadFile(name: string, file: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The download has begun by then; the text itself can go.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** A name that every file system takes. */
export function fileName(name: string): string {
  const safe = name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '').toLowerCase()
  return safe === '' ? 'project' : safe
}

/** A dropped file as JSON, or why it is none. */
export type ReadFile = { readonly ok: true; readonly document: unknown } | { readonly ok: false; readonly text: string }

/** Reads a project's file; whether it is a project is for the server to say. */
export async function readProjectFile(file: File): Promise<ReadFile> {
  if (file.size > LIMITS.projectBytes) return { ok: false, text: `${file.name} has ${Math.ceil(file.size / 1024 / 1024)} MiB; a project has at most ${LIMITS.projectBytes / 1024 / 1024} MiB.` }
  try {
    return { ok: true, document: JSON.parse(await file.text()) as unknown }
  } catch (error) {
    return { ok: false, text: `${file.name} is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}. Choose a file that Halley exported.` }
  }
}
