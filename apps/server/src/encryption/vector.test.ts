import { readFileSync } from 'node:fs'
import { encryptedDataSchema, wrappedKeySchema } from '@halley/protocol'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { openEnvelope, sealEnvelope } from './envelope.ts'
import { wrapDataKey } from './key-wrapping.ts'

// What docs/protocol.md shows: it stays as it is, for others have written clients by it.
const vector = z.object({ program: z.object({ publicKey: z.string() }), server: z.object({ d: z.string() }), dataKey: z.string(), key: wrappedKeySchema, event: z.object({ topic: z.string(), id: z.string() }), clear: z.string(), data: encryptedDataSchema })
  .parse(JSON.parse(readFileSync(new URL('../../../../docs/encryption-vector.json', import.meta.url), 'utf8')))

const { key, event, data, clear } = vector
const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64url')
const dataKey = { kid: key.kid, bytes: bytes(vector.dataKey) }

it('the example of the documentation is what the server encrypts and wraps', () => {
  const { kid: _kid, publicKey: _publicKey, iv, wrapped: _wrapped, ...place } = key
  expect(wrapDataKey(dataKey, place, { publicKey: vector.program.publicKey, seed: { privateKey: bytes(vector.server.d), iv: bytes(iv) } })).toEqual(key)
  expect(sealEnvelope(clear, dataKey, event, bytes(data.iv))).toEqual(data)
  expect(openEnvelope(data, dataKey, event)).toBe(clear)
})

it('a public key may come as a JWK, and is refused where it is no point of the curve', () => {
  const point = bytes(vector.program.publicKey)
  const jwk = { kty: 'EC', crv: 'P-256', x: Buffer.from(point.subarray(1, 33)).toString('base64url'), y: Buffer.from(point.subarray(33)).toString('base64url') } as const
  const seed = { privateKey: bytes(vector.server.d), iv: bytes(key.iv) }
  expect(wrapDataKey(dataKey, { org: key.org, app: key.app, channel: key.channel }, { publicKey: jwk, seed })).toEqual(key)
  expect(wrapDataKey(dataKey, key, { publicKey: { ...jwk, y: jwk.x }, seed })).toBeUndefined()
})
