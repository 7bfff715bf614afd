import { readFileSync } from 'node:fs'
import { encryptedDataSchema, envelopeContext, keyContext, wrappedKeySchema } from '@halley/protocol'
import { describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from './encryption-bytes.ts'
import { ProgramEncryption } from './encryption.ts'

// What docs/protocol.md shows, for those who write a client of their own.
type Vector = { readonly program: { readonly d: string; readonly publicKey: string }; readonly keyContext: string; readonly envelopeContext: string; readonly clear: string; readonly key: unknown; readonly event: { readonly topic: string; readonly id: string }; readonly data: unknown }
const vector = JSON.parse(readFileSync(new URL('../../../docs/encryption-vector.json', import.meta.url), 'utf8')) as Vector

/** The program of the example, with its key. */
async function exampleProgram(): Promise<ProgramEncryption> {
  const { d, publicKey } = vector.program
  const point = fromBase64Url(publicKey)
  const jwk = { kty: 'EC', crv: 'P-256', d, x: toBase64Url(point.slice(1, 33)), y: toBase64Url(point.slice(33)) }
  const privateKey = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
  return new ProgramEncryption({ pair: { privateKey, publicKey } })
}

const { event } = vector
const key = wrappedKeySchema.parse(vector.key)
const data = encryptedDataSchema.parse(vector.data)

describe('a program', () => {
  it('decrypts the example of the documentation', async () => {
    const program = await exampleProgram()
    program.take(key)
    expect(await program.decrypt({ ...event, data })).toEqual({ ok: true, data: JSON.parse(vector.clear) })
    expect([keyContext(key), envelopeContext({ ...event, kid: key.kid })]).toEqual([vector.keyContext, vector.envelopeContext])
  })

  it('reads what it encrypts, and not under another topic or id', async () => {
    const program = await exampleProgram()
    program.take(key)
    const sealed = await program.encrypt({ subject: 'Flood' }, { ...event, kid: key.kid })
    expect(await program.decrypt({ ...event, data: sealed })).toEqual({ ok: true, data: { subject: 'Flood' } })
    expect(await program.decrypt({ ...event, id: 'other', data: sealed })).toMatchObject({ ok: false, text: expect.stringContaining('another topic or id') })
    expect(await program.decrypt({ ...event, topic: event.topic.replace('Ticket', 'Taken'), data: sealed })).toMatchObject({ ok: false })
  })

  it('says why it cannot decrypt: no key, a key for somebody else, no envelope, no WebCrypto', async () => {
    const program = await exampleProgram()
    expect(await program.decrypt({ ...event, data })).toMatchObject({ ok: false, text: expect.stringContaining('gave no key') })
    const other = new ProgramEncryption()
    other.take(key)
    expect(await other.decrypt({ ...event, data })).toMatchObject({ ok: false, text: expect.stringContaining('another key pair') })
    program.take({ ...key, app: 'elsewhere' })
    expect(await program.decrypt({ ...event, data })).toMatchObject({ ok: false, text: expect.stringContaining('could not be unwrapped') })
    expect(await program.decrypt({ ...event, data: { v: 2 } })).toMatchObject({ ok: false, text: expect.stringContaining('not that form') })
    const bare = new ProgramEncryption({ pair: { privateKey: {} as CryptoKey, publicKey: '' } })
    bare.take(key)
    expect(await bare.decrypt({ ...event, data })).toMatchObject({ ok: false, text: expect.stringContaining('could not be unwrapped') })
  })

  it('has a private key that nothing can read out', async () => {
    const generated: CryptoKeyPair[] = []
    const subtle = new Proxy(crypto.subtle, {
      get: (target, name) => async (...parameters: unknown[]) => {
        const made: unknown = await Reflect.apply(Reflect.get(target, name), target, parameters)
        if (name === 'generateKey') generated.push(made as CryptoKeyPair)
        return made
      },
    })
    expect(await new ProgramEncryption({ subtle }).publicKey()).toHaveLength(87)
    expect(generated[0]?.privateKey.extractable).toBe(false)
  })
})
