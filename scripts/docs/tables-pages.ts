import { readFileSync } from 'node:fs'
import { LIMITS } from '@halley/model'
import { errorCodes } from '@halley/protocol'

/** docs/error-codes.md: every refusal code with what it means and what to do. */
export function errorCodesPage(): string {
  return `# Error codes

On the wire and over HTTP. A code is never reused for something else.

| code | what it means, and what to do |
|---|---|
${Object.entries(errorCodes).map(([code, text]) => `| \`${code}\` | ${text} |`).join('\n')}
`
}

/** docs/limits.md: every limit with its unit and reason, which stand as comments beside the constants. */
export function limitsPage(): string {
  const source = readFileSync(new URL('../../packages/model/src/limits.ts', import.meta.url), 'utf8')
  const rows = Object.entries(LIMITS).map(([name, value]) => {
    const comment = new RegExp(`/\\*\\* (.+?) \\*/\\s*${name}:`).exec(source)?.[1]
    if (comment === undefined) throw new Error(`The limit ${name} has no comment with its unit and reason.`)
    return `| \`${name}\` | ${value.toLocaleString('en')} | ${comment} |`
  })
  return `# Limits

| limit | value | unit and reason |
|---|---|---|
${rows.join('\n')}
`
}
