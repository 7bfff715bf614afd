/** Hides secrets in a text that comes in pieces: some services repeat what they were asked. What could be the beginning of one waits for the next piece. */
export class SecretMask {
  readonly #secrets: readonly string[]
  #rest = ''

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets
  }

  push(piece: string): string {
    if (this.#secrets.length === 0) return piece
    const text = hidden(`${this.#rest}${piece}`, this.#secrets)
    const held = Math.max(...this.#secrets.map((secret) => beginningAtEnd(text, secret)))
    this.#rest = text.slice(text.length - held)
    return text.slice(0, text.length - held)
  }

  /** What waited, at the end. */
  end(): string {
    const rest = this.#rest
    this.#rest = ''
    return rest
  }
}

/** The text with `***` for the secrets in it. */
export function hidden(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
}

/** Characters at the end of the text that a secret begins with. */
function beginningAtEnd(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length > 0; length -= 1) if (text.endsWith(secret.slice(0, length))) return length
  return 0
}
