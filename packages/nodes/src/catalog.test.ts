import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'

describe('What is written about node kinds', () => {
  it.each([...catalog.values()])('$title and each of its properties has help', ({ help, form }) => {
    expect(help).toMatch(/\.$/)
    const helpless = Object.values(form).filter((field) => {
      const written = [field.help, field.control === 'unavailable' ? field.because : undefined, ...(field.control === 'select' ? field.options.map((option) => option.help) : [])]
      return !written.some((text) => text !== undefined && text.trim() !== '')
    })
    expect(helpless.map(({ label }) => label)).toEqual([])
  })
})
