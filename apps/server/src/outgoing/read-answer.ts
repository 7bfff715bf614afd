import type { IncomingMessage } from 'node:http'
import { pipeline, Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { FORBIDDEN_KEYS, jsonBoundsProblem, LIMITS, type Value } from '@halley/model'
import { CallFailed, failure } from './call-failed.ts'
import type { OutgoingResponse } from './http-caller.ts'

/** Compressions that one answer may have on top of each other; more is an attempt to keep the server busy. */
const DECODERS = 2

/** Gives the body of an answer piece by piece, unpacked, while counting. */
export function bodyOf(answer: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  const decoders = decodersOf(answer.headers['content-encoding'] ?? '')
  // Counted here as well: compressed data may go on for ever and unpack to nothing.
  const packed = counted(answer, maxBytes)
  // A failure of any of the streams comes out of the last one.
  const unpacked = decoders.reduce<Readable>((from, decoder) => pipeline(from, decoder, () => undefined), Readable.from(packed))
  return counted(unpacked, maxBytes)
}

/** Reads the body of an answer while counting: neither what comes nor what it unpacks to is ever held beyond the limit. */
export async function readAnswer(answer: IncomingMessage, maxBytes: number): Promise<OutgoingResponse> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bodyOf(answer, maxBytes)) chunks.push(chunk)
  const type = answer.headers['content-type'] ?? ''
  const body = decode(Buffer.concat(chunks), type)
  return { ok: true, status: answer.statusCode ?? 0, headers: headersOf(answer), body, ...readJson(body, type) }
}

async function* counted(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new CallFailed(failure('http/too_large', `The answer is larger than ${maxBytes} bytes, unpacked; the rest was not read. Ask the service for less at once.`))
    yield chunk
  }
}

function decodersOf(contentEncoding: string): Transform[] {
  const names = contentEncoding.toLowerCase().split(',').map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity')
  if (names.length > DECODERS) throw new CallFailed(failure('http/garbage', `The answer is compressed ${names.length} times over; the limit is ${DECODERS}.`))
  return names.toReversed().map((name) => {
    if (name === 'gzip' || name === 'x-gzip') return createGunzip()
    if (name === 'deflate') return createInflate()
    if (name === 'br') return createBrotliDecompress()
    throw new CallFailed(failure('http/garbage', `The answer is compressed with "${name.slice(0, 20)}", which was not asked for and cannot be unpacked.`))
  })
}

function decode(bytes: Uint8Array, contentType: string): string {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    // A name of a charset that nobody knows; most that is sent is UTF-8 all the same.
    return new TextDecoder().decode(bytes)
  }
}

/** Without those that would reach an object's prototype where flows read headers by name; no service has a use for them. */
export function headersOf({ headersDistinct }: IncomingMessage): OutgoingResponse['headers'] {
  return Object.fromEntries(Object.entries(headersDistinct).filter(([name]) => !FORBIDDEN_KEYS.has(name)).map(([name, values]) => [name, (values ?? []).join(', ')]))
}

/** Reads JSON where the type says that it is some. Plain text, or text of no type, is some too when it is a whole object or array. */
function readJson(body: string, contentType: string): Pick<OutgoingResponse, 'bodyJson' | 'jsonProblem'> {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const isSaid = /^(application|text)\/([^;]+\+)?json$/.test(type)
  const mayBe = (type === '' || type === 'text/plain') && /^\s*[[{]/.test(body)
  if (body === '' || !(isSaid || mayBe)) return {}
  let value: Value
  try {
    value = JSON.parse(body)
  } catch {
    return isSaid ? { jsonProblem: 'The answer says that it is JSON, but it is not.' } : {}
  }
  const problem = jsonBoundsProblem(value, { depth: LIMITS.jsonDepth, values: LIMITS.jsonValues })
  switch (problem?.reason) {
    case undefined: return { bodyJson: value }
    case 'depth': return { jsonProblem: `The JSON of the answer is nested deeper than ${LIMITS.jsonDepth} levels.` }
    case 'values': return { jsonProblem: `The JSON of the answer has more than ${LIMITS.jsonValues} values.` }
    case 'key': return { jsonProblem: `The JSON of the answer has something named "${problem.key ?? ''}", which is refused.` }
  }
}
