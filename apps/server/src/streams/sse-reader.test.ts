import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SseReader, type SentEvent } from './sse-reader.ts'

function read(pieces: readonly string[]): SentEvent[] | null {
  const reader = new SseReader()
  const events: SentEvent[] = []
  for (const piece of pieces) {
    const some = reader.push(piece)
    if (some === null) return null
    events.push(...some)
  }
  return [...events, ...reader.end()]
}

describe('Server-Sent Events', () => {
  it('are read with their names, comments left out, and several lines of data as one', () => {
    expect(read([': hello\nid: 7\nretry: 10\n\nevent: news\ndata: one\ndata:two\n\ndata\n\n'])).toEqual([{ event: 'news', data: 'one\ntwo' }, { event: 'message', data: '' }])
  })

  it('end with any of the line ends, a byte order mark before them is none of theirs, and the last needs no end', () => {
    expect(read(['\uFEFFdata: a\r\n\r\ndata: b\r\rdata: c\n\ndata: d'])).toEqual(['a', 'b', 'c', 'd'].map((data) => ({ event: 'message', data })))
  })

  it('are the same, wherever their text is cut', () => {
    const line = fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `data: ${text.replace(/[\r\n\uFEFF]/g, '')}`), fc.constantFrom('event: x', ': comment', 'data', 'data:{"a":1}'))
    fc.assert(fc.property(fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 20 }), fc.array(fc.nat(200)), (lines, cuts) => {
      const text = lines.map(([content, end]) => content + end).join('')
      const places = [...new Set(cuts.filter((cut) => cut < text.length))].toSorted((a, b) => a - b)
      const pieces = [0, ...places].map((from, at) => text.slice(from, places[at]))
      expect(read(pieces)).toEqual(read([text]))
    }))
  })

  it('that are too long are not read, however slowly they come', () => {
    expect(read(['data: ', ...Array.from({ length: 1_100 }, () => 'x'.repeat(1_024))])).toBeNull()
    expect(read(Array.from({ length: 1_100 }, () => `data: ${'x'.repeat(1_024)}\n`))).toBeNull()
  })
})
