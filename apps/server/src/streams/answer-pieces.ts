import { LIMITS } from '@halley/model'
import type { OutgoingFailure, OutgoingHeader } from '../outgoing/http-caller.ts'
import type { HttpStreamer, StreamedHead } from '../outgoing/http-streamer.ts'
import { failed, type SourceEnd, type SourceReading } from './stream-source.ts'

/** A request whose answer is read piece by piece. */
export type PieceRequest = { readonly method: 'GET' | 'POST'; readonly url: string; readonly headers: readonly OutgoingHeader[]; readonly body: string | null }

/** What reads the text of an answer; each may say how the source ends, and then nothing more is read. */
export type PieceReader = {
  head(head: StreamedHead): SourceEnd | undefined
  /** A piece of the body: whole characters. */
  text(piece: string): SourceEnd | undefined
  /** The answer is at its end. */
  end(): SourceEnd
}

/** Asks a service and hands its answer over as text, as it comes. UTF-8 whatever the service says: what is streamed is. */
export async function readPieces(streamer: HttpStreamer, request: PieceRequest, { reader, reading }: { readonly reader: PieceReader; readonly reading: SourceReading }): Promise<SourceEnd> {
  const stop = new AbortController()
  const onAbort = (): void => stop.abort()
  reading.signal.addEventListener('abort', onAbort)
  if (reading.signal.aborted) onAbort()
  let end: SourceEnd | undefined
  const decoder = new TextDecoder()
  const take = (result: SourceEnd | undefined): void => {
    if (result === undefined || end !== undefined) return
    end = result
    stop.abort()
  }
  const answer = await streamer.stream(
    { ...request, timeoutMs: Math.min(reading.beginMs, LIMITS.requestMs), maxBytes: LIMITS.streamSourceBytes },
    {
      head: (head) => {
        reading.onAlive()
        take(reader.head(head))
      },
      bytes: (piece) => {
        if (end !== undefined) return
        reading.onAlive()
        take(reader.text(decoder.decode(piece, { stream: true })))
      },
    },
    stop.signal,
  )
  reading.signal.removeEventListener('abort', onAbort)
  if (end !== undefined) return end
  if (!answer.ok) return failed(answer.code, endingText(answer))
  return reader.text(decoder.decode()) ?? reader.end()
}

function endingText({ code, text }: OutgoingFailure): string {
  return code === 'http/too_large' ? `The service sent more than ${LIMITS.streamSourceBytes / 1024 / 1024} MiB; the rest was not read.` : text
}
