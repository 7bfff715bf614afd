import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openEnvelope, sealEnvelope, type DataKey } from './envelope.ts'

const key: DataKey = { kid: 'k-1', bytes: new Uint8Array(32).fill(1) }
const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/)
const place = fc.record({ topic: fc.tuple(token, token, token, token, token).map((tokens) => ['events', ...tokens].join('.')), id: fc.string({ minLength: 1, maxLength: 40 }) })
const json = fc.json()

/** The text with one bit of its bytes changed. */
function flipped(text: string, bit: number): string {
  const bytes = Buffer.from(text, 'base64url')
  const at = Math.floor(bit / 8) % bytes.length
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8))
  return bytes.toString('base64url')
}

describe('an envelope', () => {
  it('opens as what was sealed, whatever it is', () => {
    fc.assert(fc.property(json, place, (text, at) => {
      const envelope = sealEnvelope(text, key, at)
      expect(openEnvelope(envelope, key, at)).toBe(text)
      // The same again is another ciphertext.
      expect(sealEnvelope(text, key, at).ct).not.toBe(envelope.ct)
    }))
  })

  it('does not open when any bit of its ciphertext or initialisation vector was changed', () => {
    fc.assert(fc.property(json, place, fc.nat(), (text, at, bit) => {
      const envelope = sealEnvelope(text, key, at)
      expect(openEnvelope({ ...envelope, ct: flipped(envelope.ct, bit) }, key, at)).toBeUndefined()
      expect(openEnvelope({ ...envelope, iv: flipped(envelope.iv, bit) }, key, at)).toBeUndefined()
      expect(openEnvelope({ ...envelope, ct: envelope.ct.slice(0, -4) }, key, at)).toBeUndefined()
    }))
  })

  it('does not open in another organisation, app, channel, message or key of a channel, under another id or key id', () => {
    fc.assert(fc.property(json, place, fc.record({ index: fc.integer({ min: 1, max: 5 }), other: token, otherId: fc.string() }), (text, at, { index, other, otherId }) => {
      const envelope = sealEnvelope(text, key, at)
      const tokens = at.topic.split('.')
      const moved = tokens.with(index, other).join('.')
      expect(openEnvelope(envelope, key, { ...at, topic: moved })).toBe(moved === at.topic ? text : undefined)
      expect(openEnvelope(envelope, key, { ...at, id: otherId })).toBe(otherId === at.id ? text : undefined)
      expect(openEnvelope({ ...envelope, kid: 'k-2' }, key, at)).toBeUndefined()
      expect(openEnvelope({ ...envelope, kid: 'k-2' }, { ...key, kid: 'k-2' }, at)).toBeUndefined()
      expect(openEnvelope(envelope, { ...key, bytes: new Uint8Array(32).fill(2) }, at)).toBeUndefined()
    }))
  })

  it('does not open in another way of writing the same bytes', () => {
    const at = { topic: 'events.a.b.c.D._', id: '1' }
    const envelope = sealEnvelope('1', key, at)
    expect(openEnvelope({ ...envelope, ct: `${envelope.ct}=` }, key, at)).toBeUndefined()
    expect(openEnvelope({ ...envelope, ct: envelope.ct.replaceAll('-', '+').replaceAll('_', '/') }, key, at) === undefined).toBe(/[-_]/.test(envelope.ct))
  })
})
