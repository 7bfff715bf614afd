import type { StreamSource } from '@halley/engine'
import type { Project } from '@halley/model'
import type { ConversationSource } from './conversation-source.ts'

/** How a source came to its end. `note` says what whoever reads the log should know of an end that is none of the text's own. */
export type SourceEnd = { readonly ok: true; readonly note?: string } | { readonly ok: false; readonly code: string; readonly text: string }

/** What a source is read with. */
export type SourceReading = {
  readonly project: Project
  /** Milliseconds until the source has to begin. */
  readonly beginMs: number
  /** Gets the next piece of the text; never half a character. */
  readonly onText: (piece: string) => void
  /** The source is alive, although it gave no text. */
  readonly onAlive: () => void
  /** Ends it: connections outwards are closed. */
  readonly signal: AbortSignal
}

/** Where a text comes from: what a Stream node names, or a conversation of a room. */
export type AnySource = StreamSource | ConversationSource

/** Reads a source to its end; resolves once, also when the signal ends it, and never rejects. */
export type ReadStreamSource = (source: AnySource, reading: SourceReading) => Promise<SourceEnd>

export function failed(code: string, text: string): SourceEnd {
  return { ok: false, code, text }
}
