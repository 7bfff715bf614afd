import type { ImportedProject } from '@halley/protocol'
import { CircleAlert, CircleCheck, LoaderCircle, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, Dialog } from '../kit/index.ts'
import { hideImport, openImported, useImport, type FileImport } from './import-store.ts'
import { carriedInWords, findingsByPlace, otherNameInWords, outcomeInWords, placeInWords, type PlaceFindings } from './import-words.ts'

/** Says what became of imported files before any of them is opened: what was carried over, what was not with its place, and what is wrong with a file. */
export function ImportDialog() {
  const { files, isShown } = useImport()
  const isReading = files.some(({ type }) => type === 'reading')
  const [first] = files
  const alone = files.length === 1 && first?.type === 'imported' ? first.project : null
  return (
    <Dialog
      open={isShown}
      width="wide"
      onOpenChange={(open) => !open && hideImport()}
      title={files.length === 1 && first !== undefined ? `Import of ${first.file}` : `Import of ${files.length} files`}
      actions={
        <>
          <Button onClick={hideImport}>{isReading ? 'Go on in the background' : 'Close'}</Button>
          {alone === null ? null : <Button variant="primary" autoFocus onClick={() => openImported(alone)}>Open the project</Button>}
        </>
      }
    >
      <ul aria-label="Files" aria-busy={isReading} className="flex flex-col divide-y divide-line">
        {files.map((file) => <li key={file.at} className="py-3 first:pt-0 last:pb-0"><Outcome file={file} isAlone={files.length === 1} /></li>)}
      </ul>
    </Dialog>
  )
}

function Outcome({ file, isAlone }: { readonly file: FileImport; readonly isAlone: boolean }) {
  switch (file.type) {
    case 'reading':
      return <Line icon={<LoaderCircle aria-hidden="true" className="size-4 animate-spin text-ink-faint motion-reduce:animate-none" />}><span role="status">Reading {file.file}…</span></Line>
    case 'failed': {
      const place = file.place === undefined ? null : placeInWords(file.place)
      const isSaid = place === null || file.text.includes(place)
      return (
        <Line icon={<CircleAlert aria-hidden="true" className="size-4 text-danger" />}>
          <p role="alert"><span className="font-medium">{isAlone ? 'It was not imported.' : `${file.file} was not imported.`}</span> <span className="text-ink-soft">{file.text}</span></p>
          {isSaid ? null : <Place>{place}</Place>}
        </Line>
      )
    }
    case 'imported':
      return <Imported file={file.file} project={file.project} isAlone={isAlone} />
  }
}

function Imported({ file, project, isAlone }: { readonly file: string; readonly project: ImportedProject; readonly isAlone: boolean }) {
  const lost = findingsByPlace(project.findings.filter(({ loses }) => loses))
  const own = findingsByPlace(project.findings.filter(({ loses }) => !loses))
  const carried = carriedInWords(project.carried)
  const otherName = otherNameInWords(project)
  const icon = lost.length === 0 ? <CircleCheck aria-hidden="true" className="size-4 text-good" /> : <TriangleAlert aria-hidden="true" className="size-4 text-warning" />
  return (
    <Line icon={icon}>
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <p className="font-medium text-pretty" role="status">{isAlone ? '' : `${file}: `}{outcomeInWords(project)}</p>
          <p className="mt-0.5 text-ink-soft">“{project.name}” has {carried === '' ? 'nothing in it yet' : carried}.</p>
        </div>
        {isAlone ? null : <Button size="small" aria-label={`Open ${project.name}`} onClick={() => openImported(project)}>Open</Button>}
      </div>
      {otherName === null ? null : <p className="mt-1.5 text-ink-soft">{otherName}</p>}
      {project.isStopped ? <p className="mt-1.5 text-ink-soft">It asks services, answers requests or runs by itself: not before you have looked at that in the project, and allowed it.</p> : null}
      {project.problems.errors === 0 ? null : <p className="mt-1.5 text-ink-soft">The project has {project.problems.errors === 1 ? 'an error' : `${project.problems.errors} errors`}; its Problems say what to do.</p>}
      {lost.length === 0 ? null : <Findings label="Not carried over, or in another way" findings={lost} />}
      {own.length === 0 ? null : (
        <details className="mt-3 text-ink-soft">
          <summary className="cursor-pointer">{own.length} that every export writes anew; nothing of them is lost</summary>
          <Findings label="Written anew by every export" findings={own} />
        </details>
      )}
    </Line>
  )
}

function Findings({ label, findings }: { readonly label: string; readonly findings: readonly PlaceFindings[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div role="region" aria-label={label} tabIndex={0} className="mt-2.5 max-h-[40vh] overflow-auto rounded-md border border-line">
      <ul className="divide-y divide-line">
        {findings.map(({ pointer, texts }) => (
          <li key={pointer} className="px-2.5 py-1.5">
            <p className="text-ink">{texts.join(' ')}</p>
            {pointer === '' ? null : <Place>{placeInWords({ pointer })}</Place>}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Place({ children }: { readonly children: ReactNode }) {
  return <p className="mt-0.5 font-mono text-xs break-words text-ink-soft">{children}</p>
}

function Line({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="flex gap-2.5 text-sm [&>svg]:mt-0.5 [&>svg]:shrink-0">
      {icon}
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  )
}
