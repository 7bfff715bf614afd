import { FORBIDDEN_KEYS, type Choice, type FieldType, type InputControl, type Project, type Value, inOrder } from '@halley/model'

/** The control that edits a value of a field type. */
export function controlFor(type: FieldType, project: Project, multiline: boolean): InputControl {
  switch (type.type) {
    case 'text':
      return { type: 'text', multiline, ...(type.maxLength !== undefined && { maxLength: type.maxLength }), inputType: type.preset === 'email' ? 'email' : type.preset === 'phone' ? 'tel' : type.preset === 'url' ? 'url' : 'text' }
    case 'richText':
      return { type: 'text', multiline: true, ...(type.maxLength !== undefined && { maxLength: type.maxLength }), inputType: 'text' }
    case 'link':
      return { type: 'text', multiline: false, inputType: 'url' }
    case 'number':
      return { type: 'number', ...(type.min !== undefined && { min: type.min }), ...(type.max !== undefined && { max: type.max }), ...(type.decimals !== undefined && { decimals: type.decimals }) }
    case 'yesNo':
    case 'date':
    case 'dateTime':
    case 'duration':
      return { type: type.type }
    case 'singleChoice':
    case 'multipleChoice':
      return { type: 'choice', multiple: type.type === 'multipleChoice', options: choiceOptions(project.choices[type.choiceId ?? '']) }
  }
}

function choiceOptions(choice: Choice | undefined): { value: string; label: string; color?: string }[] {
  if (choice === undefined) return []
  return inOrder(choice.options).map((option) => ({ value: option.technicalName, label: option.name, ...(option.color !== undefined && { color: option.color }) }))
}

export type InputReading = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly text: string }

const fits = (value: Value): InputReading => ({ ok: true, value })
const wrong = (text: string): InputReading => ({ ok: false, text })

/**
 * Reads what a person typed as a value of the field's type; empty is unknown. The words of a refusal stand beside the input.
 */
export function readInput(raw: Value, type: FieldType, project: Project): InputReading {
  if (raw === null || raw === '' || (Array.isArray(raw) && raw.length === 0 && type.type !== 'multipleChoice')) return fits(null)
  switch (type.type) {
    case 'text':
    case 'richText':
      return readText(raw, type)
    case 'number':
      return readNumber(raw, type)
    case 'yesNo':
      return typeof raw === 'boolean' ? fits(raw) : wrong('Choose yes or no.')
    case 'date':
      return typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(raw) && !Number.isNaN(Date.parse(raw)) ? fits(raw) : wrong('Enter a date such as 2026-03-31.')
    case 'dateTime':
      return typeof raw === 'string' && !Number.isNaN(Date.parse(raw)) ? fits(new Date(raw).toISOString()) : wrong('Enter a date and a time.')
    case 'duration':
      return typeof raw === 'number' && Number.isFinite(raw) && raw >= 0 ? fits(raw) : wrong('Enter a duration.')
    case 'singleChoice': {
      const options = choiceOptions(project.choices[type.choiceId ?? ''])
      return options.some((option) => option.value === raw) ? fits(raw) : wrong(`Choose one of ${options.map((option) => option.label).join(', ')}.`)
    }
    case 'multipleChoice': {
      const options = choiceOptions(project.choices[type.choiceId ?? ''])
      if (!Array.isArray(raw) || raw.some((value) => !options.some((option) => option.value === value))) return wrong(`Choose from ${options.map((option) => option.label).join(', ')}.`)
      return fits([...new Set(raw)])
    }
    case 'link': {
      const schemes = type.schemes ?? ['https', 'http', 'mailto']
      if (typeof raw !== 'string' || !schemes.some((scheme) => raw.toLowerCase().startsWith(`${scheme}:`))) return wrong(`Enter a link that starts with ${schemes.map((scheme) => `${scheme}:`).join(' or ')}.`)
      return fits(raw)
    }
  }
}

const presetChecks = {
  email: { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, text: 'Enter an e-mail address such as name@example.com.' },
  phone: { pattern: /^[+\d][\d\s()/-]{2,30}$/, text: 'Enter a phone number.' },
  url: { pattern: /^https?:\/\/\S+$/, text: 'Enter an address that starts with https://.' },
  uuid: { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, text: 'Enter a UUID.' },
} as const

function readText(raw: Value, type: Extract<FieldType, { type: 'text' | 'richText' }>): InputReading {
  if (typeof raw !== 'string') return wrong('Enter a text.')
  const maxLength = type.maxLength ?? 10_000
  if (raw.length > maxLength) return wrong(`At most ${maxLength} characters; this has ${raw.length}.`)
  if (type.type === 'text' && type.preset !== undefined) {
    const check = presetChecks[type.preset]
    if (!check.pattern.test(raw)) return wrong(check.text)
  }
  return fits(raw)
}

function readNumber(raw: Value, type: Extract<FieldType, { type: 'number' }>): InputReading {
  const number = typeof raw === 'number' ? raw : typeof raw === 'string' ? Number(raw.trim().replace(',', '.')) : Number.NaN
  if (!Number.isFinite(number)) return wrong('Enter a number.')
  if (type.min !== undefined && number < type.min) return wrong(`Enter ${type.min} or more.`)
  if (type.max !== undefined && number > type.max) return wrong(`Enter ${type.max} or less.`)
  if (type.decimals !== undefined && Math.abs(number * 10 ** type.decimals - Math.round(number * 10 ** type.decimals)) > 1e-6) {
    return wrong(type.decimals === 0 ? 'Enter a whole number.' : `At most ${type.decimals} decimals.`)
  }
  return fits(number)
}

/** Reads one property without ever reaching a prototype. */
export function ownValue(record: Value | undefined, name: string): Value {
  if (record === null || record === undefined || typeof record !== 'object' || Array.isArray(record) || FORBIDDEN_KEYS.has(name)) return null
  return Object.hasOwn(record, name) ? ((record as { readonly [key: string]: Value })[name] ?? null) : null
}
