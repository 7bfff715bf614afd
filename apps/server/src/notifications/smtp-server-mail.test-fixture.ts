/** A mail as a mail program reads it. */
export type ReadMail = { readonly headers: ReadonlyMap<string, string>; readonly subject: string; readonly text: string; readonly html: string; /** The media types of its parts, in order. */ readonly types: readonly string[] }

type Part = { readonly headers: ReadonlyMap<string, string>; readonly body: string }

/** Reads a mail with a plain and an HTML part (RFC 2045 to 2047). */
export function readMail(raw: string): ReadMail {
  const whole = readPart(raw)
  const boundary = /boundary="?([^";]+)"?/.exec(whole.headers.get('content-type') ?? '')?.[1]
  const parts = boundary === undefined ? [whole] : whole.body.split(`--${boundary}`).slice(1, -1).map((part) => readPart(part.replace(/^\r\n/, '').replace(/\r\n$/, '')))
  const typeOf = ({ headers }: Part) => (headers.get('content-type') ?? 'text/plain').split(';')[0]?.trim() ?? ''
  const partOf = (type: string) => parts.find((part) => typeOf(part) === type)
  return { headers: whole.headers, subject: decodeWords(whole.headers.get('subject') ?? ''), text: decodeBody(partOf('text/plain')), html: decodeBody(partOf('text/html')), types: parts.map(typeOf) }
}

function readPart(raw: string): Part {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n').filter((line) => line !== '')
  return { headers: new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])), body: rest.join('\r\n\r\n') }
}

function decodeBody(part: Part | undefined): string {
  if (part === undefined) return ''
  const encoding = (part.headers.get('content-transfer-encoding') ?? '7bit').toLowerCase()
  const bytes = encoding === 'base64' ? Buffer.from(part.body, 'base64') : encoding === 'quoted-printable' ? decodeQuoted(part.body.replaceAll(/=\r\n/g, '')) : Buffer.from(part.body)
  return bytes.toString('utf8').replaceAll('\r\n', '\n')
}

function decodeWords(text: string): string {
  return text.replaceAll(/(=\?[^?]+\?[QB]\?[^?]*\?=)\s+(?==\?)/gi, '$1').replaceAll(/=\?[^?]+\?([QB])\?([^?]*)\?=/gi, (_word, kind: string, content: string) =>
    (kind.toUpperCase() === 'B' ? Buffer.from(content, 'base64') : decodeQuoted(content.replaceAll('_', ' '))).toString('utf8'))
}

function decodeQuoted(text: string): Buffer {
  return Buffer.from(text.replaceAll(/=([0-9A-F]{2})/gi, (_code, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))), 'latin1')
}
