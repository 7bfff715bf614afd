import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from './limits.ts'
import { placeProblem } from './screen-places.ts'
import { defaultButtonAmong, exitButtonsOf, listsAround, mayHold, widgetsAsRead, widgetTree, type WidgetBranch } from './screen-tree.ts'
import { widgetSchema, type Screen } from './screen.ts'

const widget = (id: string, kind: string, [parentId, order]: readonly [string | null, string], more: object = {}) => widgetSchema.parse({ id, kind, parentId, order, text: '', label: id, target: null, source: `list of ${id}`, columns: {}, when: '', ...more })

const anyScreen: fc.Arbitrary<Screen> = fc
  .array(fc.tuple(fc.constantFrom('text', 'input', 'button', 'group', 'columns', 'conditional', 'repeater', 'table'), fc.option(fc.integer({ min: 0, max: 14 })), fc.integer({ min: 0, max: 9 })), { maxLength: 14 })
  .map((drawn) => ({ widgets: Object.fromEntries(drawn.map(([kind, parent, order], index) => [`w${index}`, widget(`w${index}`, kind, [parent === null ? null : `w${parent}`, `a${order}`])])) }))

const depth = ({ inside }: WidgetBranch): number => 1 + Math.max(0, ...inside.map(depth))
const pairs = ({ widget: outer, inside }: WidgetBranch): [string, string][] => inside.flatMap((branch) => [[outer.id, branch.widget.id] as [string, string], ...pairs(branch)])

describe('the tree of a screen', () => {
  test('whatever its parents say, every widget is there exactly once, in what may hold it, and not too deep', () => {
    fc.assert(fc.property(anyScreen, (screen) => {
      const tree = widgetTree(screen)
      expect(widgetsAsRead(screen).map(({ id }) => id).toSorted()).toEqual(Object.keys(screen.widgets).toSorted())
      expect(Math.max(0, ...tree.map(depth))).toBeLessThanOrEqual(LIMITS.widgetLevels)
      for (const [outer, inner] of tree.flatMap(pairs)) {
        expect(screen.widgets[inner]?.parentId).toBe(outer)
        expect(mayHold(screen.widgets[outer]?.kind ?? 'text', screen.widgets[inner]?.kind ?? 'text')).toBe(true)
      }
    }))
  })

  test('a widget that was allowed into a place is there afterwards', () => {
    fc.assert(fc.property(anyScreen, fc.nat(13), fc.nat(13), (screen, moved, into) => {
      const [widgetId, parentId] = [`w${moved}`, `w${into}`]
      const own = screen.widgets[widgetId]
      fc.pre(own !== undefined && screen.widgets[parentId] !== undefined && placeProblem(screen, { widgetId }, parentId) === null)
      const after: Screen = { widgets: { ...screen.widgets, [widgetId]: { ...widget(widgetId, own?.kind ?? 'text', [parentId, own?.order ?? 'a0']) } } }
      expect(widgetTree(after).flatMap(pairs)).toContainEqual([parentId, widgetId])
    }))
  })

  test('the lists around a widget are told from the outside in', () => {
    const screen: Screen = { widgets: { a: widget('a', 'repeater', [null, 'a0']), g: widget('g', 'group', ['a', 'a0']), b: widget('b', 'table', ['g', 'a0']), c: widget('c', 'button', ['b', 'a0']) } }
    expect(listsAround(screen, 'c').map(({ source }) => source)).toEqual(['list of a', 'list of b'])
    expect(listsAround(screen, 'a')).toEqual([])
    expect(listsAround(screen, 'gone')).toEqual([])
  })

  test('exits are in the order in which their buttons are read, those inside of others too', () => {
    const screen: Screen = { widgets: { z: widget('z', 'button', [null, 'a9']), g: widget('g', 'group', [null, 'a1']), y: widget('y', 'button', ['g', 'a5']), x: widget('x', 'button', [null, 'a0'], { action: { type: 'refresh' } }) } }
    expect(exitButtonsOf(screen).map(({ id }) => id)).toEqual(['y', 'z'])
  })

  test('Enter presses the chosen button, else the first primary one that leaves', () => {
    const buttons = [widget('a', 'button', [null, 'a0'], { tone: 'plain' }), widget('b', 'button', [null, 'a1'], { action: { type: 'close' } }), widget('c', 'button', [null, 'a2'])]
    expect([defaultButtonAmong(buttons, 'a'), defaultButtonAmong(buttons, 'gone'), defaultButtonAmong(buttons, null), defaultButtonAmong([], null)]).toEqual(['a', 'c', 'c', null])
  })
})
