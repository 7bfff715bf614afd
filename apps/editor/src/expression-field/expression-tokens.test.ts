import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expressionTokens, templateTokens } from './expression-tokens.ts'

const kinds = (source: string) => expressionTokens(source).map((token) => `${token.kind}:${source.slice(token.from, token.to)}`)

describe('the colours of an expression', () => {
  it('tell names, functions, texts, numbers and words apart', () => {
    expect(kinds("size(Ticket.lines) > 3 && Ticket.priority == 'High' || true")).toEqual([
      'function:size', 'name:Ticket', 'name:lines', 'operator:>', 'number:3', 'operator:&&', 'name:Ticket', 'name:priority', 'operator:==', "text:'High'", 'operator:||', 'word:true',
    ])
  })

  it('cover an unfinished text up to its end', () => {
    expect(kinds("name == 'abc")).toEqual(['name:name', 'operator:==', "text:'abc"])
  })

  it('never overlap and never leave the source, whatever is typed', () => {
    fc.assert(fc.property(fc.string(), fc.boolean(), (source, template) => {
      let end = 0
      for (const token of template ? templateTokens(source) : expressionTokens(source)) {
        expect(token.from).toBeGreaterThanOrEqual(end)
        expect(token.to).toBeGreaterThan(token.from)
        expect(token.to).toBeLessThanOrEqual(source.length)
        end = token.to
      }
    }))
  })
})

describe('the parts of a template', () => {
  it('are coloured with their braces, also behind a brace in a text', () => {
    const source = "New: {Ticket.subject + '}'} at {now}"
    expect(templateTokens(source).filter((token) => token.kind === 'brace').map((token) => token.from)).toEqual([5, 26, 31, 35])
  })

  it('do not begin at a doubled brace, which is a brace as text', () => {
    expect(templateTokens('{{not}}')).toEqual([])
  })
})
