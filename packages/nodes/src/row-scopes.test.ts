import { compileProject, rowScopes } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { withTickets } from './open-flow.test-fixture.ts'
import { anyNode, assignNode, countTarget, endNode, smallProject, startNode, type DrawnFlow } from './small-project.ts'

function scopesOf(home: DrawnFlow) {
  const project = withTickets(smallProject({ home }))
  const flow = project.flows['home']
  if (flow === undefined) throw new Error('The flow was not drawn.')
  const { language, scope } = compileProject(project, catalog)
  const scopes = rowScopes(flow, { project, catalog, language, scope })
  const fieldsOf = (found: typeof scope) => {
    const row = found.variables['row']
    return row?.type === 'record' ? Object.keys(row.fields) : row?.type
  }
  return { at: (id: string) => fieldsOf(scopes.at(id)), ofRows: (id: string) => fieldsOf(scopes.ofRows(id)), isSame: (one: string, other: string) => scopes.at(one) === scopes.at(other) }
}

const flow: DrawnFlow = {
  nodes: [startNode(), anyNode('outer', 'loop', { list: 'tickets' }), anyNode('inner', 'loop', { list: 'row.lines' }), assignNode('deep', countTarget, '1'), assignNode('shallow', countTarget, '1'), anyNode('act', 'list-action', { list: { type: 'list', listId: 'tickets' } }), endNode()],
  arrows: [['start', 'default', 'outer'], ['outer', 'next', 'inner'], ['inner', 'next', 'deep'], ['deep', 'default', 'inner'], ['inner', 'end', 'shallow'], ['shallow', 'default', 'outer'], ['outer', 'end', 'act'], ['act', 'default', 'end']],
}

describe('where row is known', () => {
  it('after Next row of the innermost loop around, and nowhere else', () => {
    const { at } = scopesOf(flow)
    expect({ start: at('start'), outer: at('outer'), inner: at('inner'), deep: at('deep'), shallow: at('shallow'), act: at('act') })
      .toEqual({ start: undefined, outer: undefined, inner: ['subject', 'level', 'lines'], deep: ['text'], shallow: ['subject', 'level', 'lines'], act: undefined })
  })

  it('in the filter of a node it is a row of that node’s list', () => {
    const { ofRows } = scopesOf(flow)
    expect([ofRows('outer'), ofRows('inner'), ofRows('act')]).toEqual([['subject', 'level', 'lines'], ['text'], ['subject', 'level', 'lines']])
  })

  it('two loops that lead into each other leave open whose row it is: any', () => {
    const { at } = scopesOf({
      nodes: [startNode(), anyNode('one', 'loop', { list: 'tickets' }), anyNode('two', 'loop', { list: '[1, 2]' }), assignNode('both', countTarget, '1')],
      arrows: [['start', 'default', 'one'], ['one', 'next', 'both'], ['both', 'default', 'two'], ['two', 'next', 'both'], ['two', 'end', 'one'], ['one', 'end', 'two']],
    })
    expect(at('both')).toBe('any')
  })

  it('nodes that see the same row share a scope, so that what is checked once is known', () => {
    expect(scopesOf(flow).isSame('inner', 'shallow')).toBe(true)
  })
})
