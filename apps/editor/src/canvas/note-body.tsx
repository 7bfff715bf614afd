import type { NodeBodyProps } from './custom-views.ts'

/** Words for whoever reads the flowchart; lines that begin with # or - are set as headings and points. */
export function NoteBody({ face }: NodeBodyProps) {
  if (face.summary === '') return <p className="note-body" data-empty="">Write a note in the properties</p>
  return (
    <div className="note-body">
      {face.summary.split('\n').map((line, at) => (
        // Lines have no identity of their own; a note is drawn anew as a whole.
        // eslint-disable-next-line react/no-array-index-key
        <NoteLine key={at} line={line} />
      ))}
    </div>
  )
}

function NoteLine({ line }: { readonly line: string }) {
  const heading = /^#{1,3}\s+(.*)$/.exec(line)
  if (heading !== null) return <p className="note-heading">{heading[1]}</p>
  const point = /^[-*]\s+(.*)$/.exec(line)
  if (point !== null) return <p className="note-point">{withStrong(point[1] ?? '')}</p>
  return <p>{line === '' ? '\u00a0' : withStrong(line)}</p>
}

function withStrong(text: string) {
  return text.split('**').map((part, at) => (at % 2 === 1 ? <strong key={part}>{part}</strong> : part))
}
