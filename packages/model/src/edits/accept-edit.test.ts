import { describe, expect, test } from 'vitest'
import type { Patch } from '../edit.ts'
import { helpDesk } from '../help-desk.test-fixture.ts'
import { LIMITS } from '../limits.ts'
import type { CollectionName, Project } from '../project.ts'
import { createChannel, createChoice, createConnection, createField, createFlow, createFolder, createList, createMessage, createNavigationItem, createPersona } from '../recipes/index.ts'
import { acceptEdit } from './accept-edit.ts'
import { sizeOf } from './document-size.ts'
import { recordEdit, type Recipe } from './record-edit.ts'
import { readProject } from '../read-project.ts'
import { utf8Bytes } from '../utf8-bytes.ts'

const desk = helpDesk()
const accept = (patches: Patch[], project: Project = desk) => acceptEdit(project, { id: 'e', label: 'Edit', patches })
let ids = 0
const newId = (): string => `new${(ids += 1)}`
const acceptRecipe = (recipe: Recipe) => accept(recordEdit(desk, recipe).patches)

describe('accepting an edit', () => {
  test.each<[CollectionName, Recipe]>([
    ['folders', (draft) => void createFolder(draft, { tree: 'storedLists', name: 'New' }, newId)],
    ['messages', (draft) => void createMessage(draft, { name: 'New' }, newId)],
    ['channels', (draft) => void createChannel(draft, { name: 'New' }, newId)],
    ['fields', (draft) => void createField(draft, { name: 'New' }, newId)],
    ['lists', (draft) => void createList(draft, { name: 'New', storage: 'stored' }, newId)],
    ['choices', (draft) => void createChoice(draft, { name: 'New' }, newId)],
    ['flows', (draft) => void createFlow(draft, { name: 'New', type: 'endpoint' }, newId)],
    ['navigation', (draft) => void createNavigationItem(draft, { name: 'New' }, newId)],
    ['personas', (draft) => void createPersona(draft, { name: 'New' }, newId)],
    ['connections', (draft) => void createConnection(draft, { name: 'New' }, newId)],
  ])('something new among the %s is accepted', (_collection, recipe) => {
    expect(acceptRecipe(recipe)).toMatchObject({ ok: true })
  })

  test('a good edit gives the next document and says what was skipped', () => {
    const answer = accept([{ op: 'replace', path: ['name'], value: 'Front desk' }, { op: 'remove', path: ['messages', 'gone'] }])
    expect(answer).toMatchObject({ ok: true, project: { name: 'Front desk' }, skipped: [{ path: ['messages', 'gone'] }] })
  })

  test('an edit of which nothing is there any more is stale', () => {
    expect(accept([{ op: 'replace', path: ['flows', 'report', 'nodes', 'gone', 'position'], value: { x: 0, y: 0 } }])).toMatchObject({ ok: false, code: 'edit/stale' })
  })

  test('all or nothing: one bad patch refuses the edit', () => {
    expect(accept([{ op: 'replace', path: ['name'], value: 'Fine' }, { op: 'replace', path: ['messages', 'ticket', 'hue'], value: 12 }])).toMatchObject({ ok: false, code: 'edit/invalid', pointer: '/messages/ticket/hue' })
  })

  test.each<[string, Patch, string]>([
    ['the project\'s id', { op: 'replace', path: ['id'], value: 'other' }, '/id'],
    ['the schema version', { op: 'remove', path: ['schemaVersion'] }, '/schemaVersion'],
    ['an unknown part of the project', { op: 'add', path: ['extra'], value: {} }, '/extra'],
    ['taking a collection away', { op: 'remove', path: ['flows'] }, '/flows'],
    ['a resource filed under another id', { op: 'add', path: ['folders', 'x'], value: { id: 'y', tree: 'flows', parentId: null, order: 'a0', name: 'Y' } }, '/folders/x/id'],
    ['an arrow filed wrongly', { op: 'add', path: ['flows', 'report', 'edges', 'wrong'], value: { id: 'wrong', from: 'log', exit: 'error', to: 'end' } }, '/flows/report/edges/wrong/id'],
    ['a node without a position', { op: 'remove', path: ['flows', 'report', 'nodes', 'log', 'position'] }, '/flows/report/nodes/log/position'],
    ['a part that the schema would fill in', { op: 'remove', path: ['messages', 'ticket', 'description'] }, '/messages/ticket'],
    ['a part that no schema knows', { op: 'add', path: ['messages', 'ticket', 'extra'], value: 1 }, '/messages/ticket'],
    ['a name with blanks around it', { op: 'replace', path: ['messages', 'ticket', 'name'], value: ' Ticket ' }, '/messages/ticket'],
    ['a stored list in a message', { op: 'add', path: ['messages', 'ticket', 'members', 'x'], value: { id: 'x', parentId: null, order: 'a5', type: 'storedList', name: 'X', technicalName: 'x', technicalNameSetByHand: false, description: '' } }, '/messages/ticket/members/x/type'],
    ['a type of flow that does not exist', { op: 'replace', path: ['flows', 'report', 'type'], value: 'other' }, '/flows/report/type'],
    ['a forbidden key on the way', { op: 'add', path: ['flows', '__proto__'], value: {} }, '/flows/__proto__'],
    ['a forbidden key in the value', { op: 'add', path: ['flows', 'report', 'nodes', 'log', 'config', 'x'], value: JSON.parse('{"__proto__": 1}') }, '/flows/report/nodes/log/config/x'],
  ])('%s is refused', (_what, patch, pointer) => {
    expect(accept([patch])).toMatchObject({ ok: false, code: 'edit/invalid', pointer })
  })

  test('a list cannot be put into itself, even by two people at once', () => {
    const nested = recordEdit(desk, (draft) => {
      const lines = draft.messages['ticket']?.members['lines']
      if (lines) for (const id of ['a', 'b']) Object.assign(draft.messages['ticket']?.members ?? {}, { [id]: { ...lines, id, technicalName: id, name: id } })
    }).project
    const first = accept([{ op: 'replace', path: ['messages', 'ticket', 'members', 'a', 'parentId'], value: 'b' }], nested)
    expect(first.ok).toBe(true)
    expect(first.ok && accept([{ op: 'replace', path: ['messages', 'ticket', 'members', 'b', 'parentId'], value: 'a' }], first.project)).toMatchObject({ ok: false, code: 'edit/invalid' })
  })

  test('arrows to nodes that are gone and references to deleted resources are allowed', () => {
    expect(accept([{ op: 'remove', path: ['flows', 'report', 'nodes', 'end'] }]).ok).toBe(true)
    expect(accept([{ op: 'remove', path: ['messages', 'ticket'] }, { op: 'remove', path: ['flows', 'report'] }]).ok).toBe(true)
  })

  test('a whole flowchart can come in one patch', () => {
    expect(acceptRecipe((draft) => { const report = draft.flows['report']; if (report) draft.flows['copy'] = { ...structuredClone(JSON.parse(JSON.stringify(report))), id: 'copy' } }).ok).toBe(true)
  })

  test('more nodes than the limit are refused, with the limit and the value', () => {
    const nodes = Object.fromEntries(Array.from({ length: LIMITS.projectNodes }, (_, index) => [`x${index}`, { id: `x${index}`, kind: 'note', version: 1, position: { x: 0, y: 0 }, config: {} }]))
    const answer = accept([{ op: 'replace', path: ['flows', 'report', 'nodes'], value: nodes }, { op: 'add', path: ['flows', 'report', 'nodes', 'more'], value: { id: 'more', kind: 'note', version: 1, position: { x: 0, y: 0 }, config: {} } }])
    expect(answer).toMatchObject({ ok: false, code: 'edit/too_large', message: 'The project would have 5001 nodes; the limit is 5000.' })
  })

  test('a project never grows beyond what can be opened again', () => {
    const note = (text: string, id: string): Patch => ({ op: 'add', path: ['flows', 'report', 'nodes', id], value: { id, kind: 'note', version: 1, position: { x: 0, y: 0 }, config: { text } } })
    const large = accept([note('x'.repeat(LIMITS.projectBytes - 20_000), 'large')])
    expect(large.ok && accept([note('€'.repeat(6_500), 'more')], large.project)).toMatchObject({ ok: false, code: 'edit/too_large', message: expect.stringMatching(/bytes; the limit is 5242880/) })
    expect(large.ok && readProject(JSON.stringify(large.project)).ok).toBe(true)
    const many: Patch = { op: 'add', path: ['flows', 'report', 'nodes', 'log', 'config', 'many'], value: Array.from({ length: LIMITS.projectJsonValues - 1 }, () => 0) }
    expect(accept([many])).toMatchObject({ ok: false, code: 'edit/too_large', message: expect.stringMatching(/values; the limit is 400000/) })
  })

  test('sizes are those of the JSON text, whatever was measured before', () => {
    const document = { ...desk, name: 'Ä€👩 "' }
    let values = 0
    JSON.stringify(document, (_key, value) => { values += 1; return value })
    expect(sizeOf(document).values).toBe(values)
    expect(Math.abs(sizeOf(desk).bytes - utf8Bytes(JSON.stringify(desk)))).toBeLessThan(JSON.stringify(desk).length / 10)
    expect(utf8Bytes(document.name)).toBe(2 + 3 + 4 + 2)
  })

  test('a value nested deeper than a document may be is refused without being walked by recursion', () => {
    let deep: Patch['value'] = 1
    for (let level = 0; level < 50_000; level += 1) deep = [deep]
    expect(accept([{ op: 'add', path: ['flows', 'report', 'nodes', 'log', 'config', 'x'], value: deep }])).toMatchObject({ ok: false, code: 'edit/too_large' })
  })
})
