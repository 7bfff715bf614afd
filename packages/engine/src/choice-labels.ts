import { plainText, type ValueFormatter } from './expressions/index.ts'

/** Writes choices by the label that people read; everything else the plain way. */
export const choiceLabels: ValueFormatter = (value, type) => {
  if (type.type === 'choice' && typeof value === 'string') return type.labels?.[value] ?? value
  if (type.type === 'list' && type.of.type === 'choice' && Array.isArray(value)) {
    const { labels } = type.of
    return value.map((item: unknown) => (typeof item === 'string' ? (labels?.[item] ?? item) : plainText(item, type.of))).join(', ')
  }
  return undefined
}
