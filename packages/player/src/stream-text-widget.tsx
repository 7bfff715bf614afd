import type { WidgetView } from '@halley/model'
import type { StreamText } from '@halley/client'
import { useContext, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { MarkdownText } from './markdown-text.tsx'
import { noStreams, ShownStreamsContext } from './shown-streams.ts'

type View = Extract<WidgetView, { kind: 'streamText' }>

/** Pixels from the end of the text within which its reader is taken to be there. */
const AT_END = 24

/** A text that grows while it streams. A screen reader hears that it began and how it ended, not each word; who scrolled up is left where they are. */
export function StreamTextWidget({ widget }: { readonly widget: View }) {
  const { texts, stop } = useContext(ShownStreamsContext) ?? noStreams
  const id = widget.stream?.id ?? ''
  const read = () => texts.get().get(id)
  const live = useSyncExternalStore(texts.subscribe, read, read)
  const { text, state, reason } = shown(widget, live)
  const box = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const [isStopping, setIsStopping] = useState(false)
  useLayoutEffect(() => {
    if (isAtEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight
  }, [text])
  const onScroll = () => {
    const element = box.current
    if (element !== null) isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight <= AT_END
  }
  const onStop = async () => {
    if (isStopping) return
    setIsStopping(true)
    const reply = await stop(id)
    // It goes on: the button has to work again. Otherwise the stream's end takes it away.
    if (!reply.ok) setIsStopping(false)
    // The button goes; whoever pressed it by keyboard is at the text then.
    else box.current?.focus({ preventScroll: true })
  }
  const words = stateWords(state, reason)
  return (
    <div className="halley-stream" data-state={state ?? undefined}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div ref={box} className="halley-stream-text" tabIndex={0} role="group" aria-label="Streamed text" aria-busy={state === 'running'} onScroll={onScroll}>
        {text === '' ? <p className="halley-stream-placeholder">{widget.placeholder}</p> : widget.format === 'markdown' ? <MarkdownText markdown={text} /> : <p className="halley-stream-plain">{text}</p>}
      </div>
      <div className="halley-stream-foot">
        <p role="status" className={state === 'running' || state === 'complete' ? 'halley-announcer' : 'halley-stream-words'}>{words}</p>
        {widget.stream?.canStop === true && state === 'running' ? <button type="button" className="halley-button" data-tone="plain" aria-disabled={isStopping || undefined} data-pending={isStopping || undefined} onClick={() => void onStop()}>Stop</button> : null}
      </div>
    </div>
  )
}

/** What of the two is further: the screen as it was drawn, or what has come since. How it ended, the screen says for certain. */
function shown({ text, stream }: View, live: StreamText | undefined): { readonly text: string; readonly state: StreamText['state'] | null; readonly reason: string | null } {
  if (stream === null) return { text, state: null, reason: null }
  if (stream.state !== 'running' || live === undefined) return { text: live !== undefined && live.text.length > text.length && stream.state === 'running' ? live.text : text, state: stream.state, reason: stream.reason }
  return { text: live.text.length >= text.length ? live.text : text, state: live.state, reason: live.reason }
}

/** How a stream stands, in words. */
export function stateWords(state: StreamText['state'] | null, reason: string | null): string {
  switch (state) {
    case null:
      return ''
    case 'running':
      return 'The text is being written.'
    case 'complete':
      return 'The text is complete.'
    case 'cancelled':
      return `Stopped before its end${reason === null ? '' : `: ${reason}`}.`
    case 'failed':
      return `It broke off${reason === null ? '.' : `: ${reason}`}`
  }
}
