import { errorCodes, type LogRow, type Receiver } from '@halley/protocol'
import { Lock, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge, IconButton, type BadgeTone } from '../kit/index.ts'
import { placeText } from '../preview/place-words.ts'
import { useProject } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'
import { awayInWords, awayNames, splitReceivers } from './away-receivers.ts'
import { outcomeWords } from './outcome-words.ts'
import { PayloadTree } from './payload-tree.tsx'
import { StreamFacts } from './stream-state.tsx'
import { encryptedText, latencyText, rowWords, sessionText, sizeText } from './row-words.ts'

const badges: Readonly<Record<string, BadgeTone>> = { good: 'good', quiet: 'quiet', warning: 'warning', danger: 'danger' }

const facts = 'grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 gap-y-0.5'

/** Everything about one row: who got it, why others did not, and what was in it. */
export function RowDetail({ row, onClose }: { readonly row: LogRow; readonly onClose: () => void }) {
  const project = useProject((whole) => whole)
  const words = rowWords(row, project)
  const title = row.message === null ? row.text : `${words.message} on ${words.channel}`
  return (
    <section aria-label={`Details of ${title}`} className="flex h-full min-w-0 flex-col border-l border-line">
      <header className="flex shrink-0 items-start gap-2 py-1 pr-1.5 pl-3" style={words.hue === null ? undefined : { boxShadow: `inset 3px 0 var(--hue-${words.hue})` }}>
        <h2 className="min-w-0 flex-1 text-sm font-semibold break-words">{title}</h2>
        <IconButton size="small" label="Close the details" icon={<X />} onClick={onClose} />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="min-h-0 flex-1 space-y-3 overflow-auto px-3 pb-3 text-xs" tabIndex={0} role="group" aria-label="Details">
        <dl className={facts}>
          <Fact name="Time"><time dateTime={new Date(row.at).toISOString()}>{words.time}</time></Fact>
          <Fact name="From">{sessionText(row.session)} <PlaceButton flowId={row.flowId} nodeId={row.nodeId} /></Fact>
          {row.code === null ? null : <Fact name="Code"><code>{row.code}</code> {codeText(row.code)}</Fact>}
          {row.message === null || row.message.key === null ? null : <Fact name="Key">{row.message.key}</Fact>}
        </dl>
        {row.message === null ? null : (
          <>
            {row.message.stream === undefined ? null : <StreamFacts id={row.id} stream={row.message.stream} />}
            <Receivers receivers={row.message.receivers} />
            {row.message.encrypted === true ? <EncryptedPayload channel={words.channel} sizeBytes={row.message.sizeBytes} /> : <div>
              <h3 className="pane-title mb-1">Payload</h3>
              <PayloadTree name={words.message} value={row.message.payload} />
              <details className="mt-2">
                <summary className="cursor-default text-ink-soft">Raw JSON</summary>
                {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above */}
                <pre tabIndex={0} role="group" aria-label="Raw JSON" className="mt-1 max-h-60 overflow-auto rounded-md bg-sunken p-2">{JSON.stringify(row.message.payload, null, 2)}</pre>
              </details>
            </div>}
            <dl className={facts}>
              <Fact name="Topic"><code className="break-all">{row.message.topic}</code></Fact>
              <Fact name="Number">{row.message.seq.toLocaleString('en')}</Fact>
              <Fact name="Size">{sizeText(row.message.sizeBytes)}</Fact>
              <Fact name="Trace"><code className="break-all">{row.message.traceId}</code></Fact>
            </dl>
          </>
        )}
      </div>
    </section>
  )
}

function EncryptedPayload({ channel, sizeBytes }: { readonly channel: string; readonly sizeBytes: number }) {
  return (
    <div>
      <h3 className="pane-title mb-1">Payload</h3>
      <p className="flex items-start gap-1.5 text-ink-soft">
        <Lock aria-hidden="true" className="mt-0.5 size-3 shrink-0" />
        <span>{encryptedText(sizeBytes)}. Sessions and programs that may listen on {channel} read it; the log has nothing but the ciphertext.</span>
      </p>
    </div>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return <><dt className="text-ink-faint">{name}</dt><dd className="min-w-0 break-words">{children}</dd></>
}

function Receivers({ receivers }: { readonly receivers: readonly Receiver[] }) {
  // Those that it did not reach come first: they are why somebody looks here.
  const { here, away } = splitReceivers(receivers)
  const ordered = here.toSorted((left, right) => Number(left.outcome === 'delivered') - Number(right.outcome === 'delivered'))
  return (
    <div>
      <h3 className="pane-title mb-1">Receivers</h3>
      {receivers.length === 0 ? <p className="text-ink-soft">Nobody listened to this channel, key and message when it was sent. A Comet message node with the action Start listening has to run first.</p> : null}
      <ul className="space-y-1.5">
        {ordered.map((receiver) => {
          const { short, why, tone } = outcomeWords[receiver.outcome]
          // What was filtered has one reason; what is known of it wins over what it may be.
          const isExplained = receiver.outcome === 'delivered' || (receiver.outcome === 'filtered' && receiver.response !== '')
          return (
            <li key={`${receiver.session.sessionId}/${receiver.nodeId ?? ''}`}>
              <div className="flex flex-wrap items-center gap-x-2">
                <span className="font-medium">{sessionText(receiver.session)}</span>
                <Badge tone={badges[tone] ?? 'quiet'}>{short}</Badge>
                {receiver.late === true ? <span className="text-ink-faint">late: it was sent before</span> : null}
                {receiver.latencyMs === null ? null : <span className="text-ink-faint">{latencyText(receiver.latencyMs)}</span>}
                <PlaceButton flowId={receiver.flowId} nodeId={receiver.nodeId} />
              </div>
              <p className="text-ink-soft">{receiver.response}{isExplained ? '' : `${receiver.response === '' ? '' : '. '}${why}`}</p>
            </li>
          )
        })}
        {away.length === 0 ? null : (
          <li>
            <div className="flex flex-wrap items-center gap-x-2">
              <span className="font-medium">{awayInWords(away)}</span>
              <Badge tone="warning">{outcomeWords.offline_recoverable.short}</Badge>
            </div>
            <p className="text-ink-soft">{awayNames(away)}. Closed pages and lost connections: each gets the message if it comes back within two minutes.</p>
          </li>
        )}
      </ul>
    </div>
  )
}

function PlaceButton({ flowId, nodeId }: { readonly flowId: string | null; readonly nodeId: string | null }) {
  const text = useProject((project) => placeText(project, flowId, nodeId))
  if (text === null || flowId === null || nodeId === null) return null
  return <button type="button" onClick={() => jumpTo({ type: 'node', flowId, nodeId })} className="text-left text-accent underline underline-offset-2">{text}</button>
}

function codeText(code: string): string {
  const texts: Readonly<Record<string, string>> = errorCodes
  return texts[code] ?? ''
}
