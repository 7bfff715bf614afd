import type { Diagnostic } from '@halley/model'

type Severity = Diagnostic['severity']

const words: Readonly<Record<Severity, { readonly one: string; readonly many: string }>> = { error: { one: 'error', many: 'errors' }, warning: { one: 'warning', many: 'warnings' }, hint: { one: 'hint', many: 'hints' } }

/** The severities, the worst first. */
export const severities: readonly Severity[] = ['error', 'warning', 'hint']

/** One severity counted: "1 error", "2 errors". */
export function countInWords(severity: Severity, count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? words[severity].one : words[severity].many}`
}

/** All of some problems in one line, "1 error, 2 warnings"; empty for none. */
export function countsInWords(problems: readonly Diagnostic[]): string {
  return severities.flatMap((severity) => {
    const count = problems.filter((problem) => problem.severity === severity).length
    return count === 0 ? [] : [countInWords(severity, count)]
  }).join(', ')
}
