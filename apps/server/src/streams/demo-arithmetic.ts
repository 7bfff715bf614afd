/** Characters of an expression that are calculated: what a person types. */
const EXPRESSION_CHARACTERS = 200

/**
 * Calculates what somebody typed: `+ - * / ^ %`, brackets, and the signs people write (`x`, `×`, `÷`). Answers a sentence; null when it is no
 * calculation, such as a plain number.
 */
export function calculate(expression: string): string | null {
  const text = expression.trim().slice(0, EXPRESSION_CHARACTERS)
  const tokens = text.replaceAll(/[x×]/gi, '*').replaceAll('÷', '/').replaceAll(',', '').match(/\d+(?:\.\d+)?|\.\d+|[-+*/^%()]/g) ?? []
  if (!tokens.some((token) => '*/^%+-'.includes(token)) || tokens.filter((token) => /\d/.test(token)).length < 2) return null
  const value = new Calculation(tokens).whole()
  if (value === null) return null
  if (!Number.isFinite(value)) return `${text} has no value: one cannot divide by zero, and what is too large I cannot count.`
  return `${text} = ${Number(value.toPrecision(12)).toLocaleString('en', { maximumFractionDigits: 10 })}`
}

/** Reads by the usual order: brackets, powers, then times and divided, then plus and minus. */
class Calculation {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  /** The value of all tokens; null when they are not one expression. */
  whole(): number | null {
    const value = this.#sum()
    return this.#at === this.#tokens.length && !Number.isNaN(value) ? value : null
  }

  #take(...wanted: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at]
    if (token === undefined || !wanted.includes(token)) return undefined
    this.#at += 1
    return token
  }

  #sum(): number {
    let value = this.#product()
    for (let sign = this.#take('+', '-'); sign !== undefined; sign = this.#take('+', '-')) value = sign === '+' ? value + this.#product() : value - this.#product()
    return value
  }

  #product(): number {
    let value = this.#signed()
    for (let sign = this.#take('*', '/', '%'); sign !== undefined; sign = this.#take('*', '/', '%')) {
      const by = this.#signed()
      value = sign === '*' ? value * by : by === 0 ? Infinity : sign === '/' ? value / by : value % by
    }
    return value
  }

  #signed(): number {
    return this.#take('-') === undefined ? this.#power() : -this.#signed()
  }

  #power(): number {
    const base = this.#single()
    return this.#take('^') === undefined ? base : base ** this.#signed()
  }

  #single(): number {
    if (this.#take('(') !== undefined) {
      const value = this.#sum()
      return this.#take(')') === undefined ? NaN : value
    }
    const token = this.#tokens[this.#at]
    if (token === undefined || !/\d/.test(token)) return NaN
    this.#at += 1
    return Number(token)
  }
}
