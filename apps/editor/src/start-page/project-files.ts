import type { Project } from '@halley/model'

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
