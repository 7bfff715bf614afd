import type { InputControl } from '@halley/model'

/** JSON as it travels in a press. */
export type InputValue = string | number | boolean | null | InputValue[] | { [name: string]: InputValue }

const units = [
  { unit: 'd', ms: 86_400_000, names: ['d', 'day', 'days'] },
  { unit: 'h', ms: 3_600_000, names: ['h', 'hour', 'hours'] },
  { unit: 'min', ms: 60_000, names: ['m', 'min', 'minute', 'minutes'] },
  { unit: 's', ms: 1_000, names: ['s', 'sec', 'second', 'seconds'] },
  { unit: 'ms', ms: 1, names: ['ms'] },
] as const

/** Writes a duration as people do: `1 h 30 min`. */
export function durationText(durationMs: number): string {
  let left = Math.round(Math.abs(durationMs))
  const parts: string[] = []
  for (const { unit, ms } of units) {
    const count = Math.floor(left / ms)
    if (count > 0) parts.push(`${count} ${unit}`)
    left -= count * ms
  }
  return `${durationMs < 0 ? '-' : ''}${parts.join(' ') || '0 s'}`
}

/** Reads `1 h 30 min`, `1:30` (hours and minutes), `90s`; milliseconds, or null when it is no duration. */
export function readDuration(text: string): number | null {
  const clock = /^\s*(\d+):([0-5]\d)(?::([0-5]\d))?\s*$/.exec(text)
  if (clock !== null) return Number(clock[1]) * 3_600_000 + Number(clock[2]) * 60_000 + Number(clock[3] ?? 0) * 1_000
  const parts = [...text.matchAll(/\s*(\d+(?:[.,]\d+)?)\s*([a-z]+)\s*/giy)]
  if (parts.length === 0 || parts.map(([part]) => part).join('').length !== text.length) return null
  let sumMs = 0
  for (const [, count = '', name = ''] of parts) {
    const unit = units.find((candidate) => candidate.names.some((known) => known === name.toLowerCase()))
    if (unit === undefined) return null
    sumMs += Number(count.replace(',', '.')) * unit.ms
  }
  return Math.round(sumMs)
}

/** Writes a moment as a date-time control wants it: local time, to the second where it has seconds. */
export function localDateTime(value: string): string {
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return ''
  const two = (part: number) => String(part).padStart(2, '0')
  const seconds = at.getSeconds() === 0 ? '' : `:${two(at.getSeconds())}`
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}${seconds}`
}

/** The text in a control for a stored value. */
export function textOf(control: InputControl, value: InputValue): string {
  if (value === null) return ''
  if (control.type === 'duration') return typeof value === 'number' ? durationText(value) : String(value)
  if (control.type === 'dateTime') return typeof value === 'string' ? localDateTime(value) : ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/**
 * The value for what was typed into a control's text; empty is unknown. What cannot be read goes as it is: the server
 * says what is wrong with it.
 */
export function valueOf(control: InputControl, text: string): InputValue {
  if (text === '') return null
  switch (control.type) {
    case 'duration': return readDuration(text) ?? text
    case 'dateTime': {
      const at = new Date(text)
      return Number.isNaN(at.getTime()) ? text : at.toISOString()
    }
    case 'text':
    case 'number':
    case 'date':
    case 'yesNo':
    case 'choice': return text
  }
}
