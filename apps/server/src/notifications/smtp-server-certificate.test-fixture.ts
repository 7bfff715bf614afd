import { createSign, generateKeyPairSync } from 'node:crypto'

/** A key and its self-signed certificate, as PEM; whoever trusts the certificate trusts whoever has the key. */
export type LocalCertificate = { readonly key: string; readonly cert: string }

/** Makes a certificate for one name, good from a day ago until `notAfter`. Written by hand in DER (RFC 5280), since Node makes none. */
export function makeCertificate(name: string, notAfter = new Date(Date.now() + 86_400_000)): LocalCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(identifier(1, 2, 840, 10045, 4, 3, 2))
  const names = sequence(set(sequence(identifier(2, 5, 4, 3), der(0x0c, Buffer.from(name)))))
  const subjectAltName = sequence(identifier(2, 5, 29, 17), der(0x04, sequence(der(0x82, Buffer.from(name)))))
  const isAuthority = sequence(identifier(2, 5, 29, 19), der(0x04, sequence(der(0x01, Buffer.from([0xff])))))
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, Buffer.from([1])), ecdsaWithSha256, names,
    sequence(time(new Date(Date.now() - 86_400_000)), time(notAfter)), names,
    publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(subjectAltName, isAuthority)),
  )
  const signature = createSign('sha256').update(content).sign(privateKey)
  const certificate = sequence(content, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n` }
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function set(...parts: readonly Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts))
}

function identifier(first: number, second: number, ...others: readonly number[]): Buffer {
  const bytes = others.flatMap((part) => {
    const groups = [part & 0x7f]
    for (let rest = part >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80)
    return groups
  })
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]))
}

function time(date: Date): Buffer {
  return der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`))
}
