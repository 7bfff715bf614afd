import type { ExportFormat } from '@halley/formats'
import { Download } from 'lucide-react'
import { toast } from 'sonner'
import type { MenuEntry } from '../kit/index.ts'
import { callForFile } from '../sync/call-server.ts'
import { downloadFile } from './project-files.ts'

/** What each format is called in menus, in their order. */
const formatLabels: Readonly<Record<ExportFormat, string>> = {
  asyncapi: 'AsyncAPI',
  jsonschema: 'JSON Schema',
  typescript: 'TypeScript types',
  cloudevents: 'Example events',
  mermaid: 'Diagrams (Mermaid)',
}

/** The submenu of all that a project can be exported as; `onFile` gives the project itself. */
export function exportEntries(project: { readonly id: string; readonly name: string }, onFile: () => void): MenuEntry {
  return {
    type: 'submenu',
    id: 'export',
    label: 'Export',
    icon: <Download />,
    entries: [
      { type: 'item', id: 'export-file', label: 'Project file', onSelect: onFile },
      { type: 'separator', id: 'before-formats' },
      ...Object.entries(formatLabels).map(([format, label]): MenuEntry => ({ type: 'item', id: `export-${format}`, label, onSelect: () => void exportAs(project, format) })),
    ],
  }
}

async function exportAs({ id, name }: { readonly id: string; readonly name: string }, format: string): Promise<void> {
  const called = await callForFile(`/api/v1/projects/${id}/export/${format}`)
  if (called.ok) downloadFile(called.value.name, called.value.content)
  else toast.error(`${name} was not exported`, { description: called.text })
}
