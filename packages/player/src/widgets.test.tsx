import type { WidgetView } from '@halley/model'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { progressWords } from './progress-widget.tsx'
import { initialsOf } from './presence-words.ts'
import { ScreenWidgets } from './screen-widgets.tsx'

const html = (...widgets: WidgetView[]) => renderToStaticMarkup(<ScreenWidgets view={{ id: 's', runId: 'r', flowId: 'f', nodeId: 'n', title: 'Orders', overlay: null, message: null, version: 1, widgets }} />)
const button = (row?: number[]): Extract<WidgetView, { kind: 'button' }> => ({ kind: 'button', id: 'take', label: 'Take', tone: 'plain', isDefault: false, storesInputs: false, ...(row && { row }) })
const text = (markdown: string): WidgetView => ({ kind: 'text', id: markdown, markdown })

describe('Containers', () => {
  it('a group is named by its title, and one without is no landmark', () => {
    expect(html({ kind: 'group', id: 'g', title: 'Address', widgets: [text('Street')] })).toMatch(/role="group" aria-labelledby="([^"]+)"><p id="\1"[^>]*>Address</)
    expect(html({ kind: 'group', id: 'g', title: '', widgets: [text('Street')] })).not.toContain('role="group"')
  })

  it('each widget of columns is a cell of its own, buttons too', () => {
    expect(html({ kind: 'columns', id: 'c', count: 2, widgets: [button(), { ...button(), id: 'other' }] }).match(/halley-buttons/g)).toHaveLength(2)
    expect(html(button(), { ...button(), id: 'other' }).match(/halley-buttons/g)).toHaveLength(1)
  })

  it('a repeater is a list of its rows, and says what is left out', () => {
    const view: WidgetView = { kind: 'repeater', id: 'r', layout: 'cards', rows: [{ key: 'a', widgets: [text('One')] }, { key: 'b', widgets: [text('Two')] }], more: 1_300, emptyText: 'None' }
    expect(html(view)).toContain('1,300 more rows not shown')
    expect(html(view).match(/<li/g)).toHaveLength(2)
    expect(html({ ...view, rows: [], more: 0 })).toContain('None')
  })
})

describe('Table', () => {
  const table: Extract<WidgetView, { kind: 'table' }> = { kind: 'table', id: 't', columns: [{ id: 'c', title: 'Subject' }], rows: [['Fire'], ['Flood']], buttons: [[button([0])], [button([1])]], more: 1, emptyText: 'None' }

  it('names each row’s button by its row as well', () => {
    expect(html(table)).toContain('aria-label="Take: Fire"')
    expect(html(table)).toContain('aria-label="Take: Flood"')
    expect(html(table)).toContain('1 more row not shown')
  })

  it('without buttons has no column for them', () => {
    expect(html({ ...table, buttons: [] })).not.toContain('Actions')
  })
})

describe('Progress', () => {
  it.each([[40, 100, '40 %'], [2, 4, '2 of 4'], [0, 1, '0 %'], [0.5, 3, '0.5 of 3']])('%d of %d is said as %s', (value, max, words) => {
    expect(progressWords(value, max)).toBe(words)
  })

  it('is a progress bar with its value, and without one while that is unknown', () => {
    expect(html({ kind: 'progress', id: 'p', label: 'Packed', value: 2, max: 4 })).toContain('role="progressbar" aria-label="Packed" aria-valuemin="0" aria-valuemax="4" aria-valuenow="2" aria-valuetext="2 of 4"')
    expect(html({ kind: 'progress', id: 'p', label: '', value: null, max: 4 })).not.toContain('aria-valuenow')
  })
})

describe('Badge', () => {
  it('always says its word; icon and colour are beside it', () => {
    expect(html({ kind: 'badge', id: 'b', text: 'On its way', tone: 'neutral', color: 'teal', icon: 'truck' })).toMatch(/data-color="teal"><span class="halley-badge-icon"><svg[^>]*aria-hidden="true".*<\/span>On its way</)
    expect(html({ kind: 'badge', id: 'b', text: 'New', tone: 'good', icon: '__proto__' })).toContain('halley-badge-dot')
  })
})

describe('Presence list', () => {
  const people = [{ id: 'm-1', userId: 'ada', name: 'Ada Lovelace' }, { id: 'm-2', userId: 'ben', name: 'Ben' }]

  it('is a list of names, whose faces are for the eyes alone', () => {
    const drawn = html({ kind: 'presence', id: 'p', layout: 'avatars', people, more: 3, emptyText: 'Nobody' })
    expect(drawn).toMatch(/<ul[^>]*aria-label="Who is here"/)
    expect(drawn).toMatch(/aria-hidden="true"[^>]*>AL<\/span><span class="halley-unseen">Ada Lovelace</)
    expect(drawn).toContain('and 3 more')
  })

  it('says that nobody is there, that it is not known yet, and only how many when they are too many', () => {
    expect(html({ kind: 'presence', id: 'p', layout: 'list', people: [], more: 0, emptyText: 'Nobody is here.' })).toContain('Nobody is here.')
    expect(html({ kind: 'presence', id: 'p', layout: 'list', people: [], more: null, emptyText: '' })).toMatch(/role="status">Looking who is here/)
    expect(html({ kind: 'presence', id: 'p', layout: 'list', people: [], more: 250, emptyText: '' })).toContain('250 people')
  })

  it.each([['Ada Lovelace', 'AL'], ['ben', 'B'], ['Jean de la Fontaine', 'JF'], ['😀 smile', '😀S'], ['  ', '?']])('the initials of %s are %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })
})

describe('Image', () => {
  it('has its text, is fetched late, and tells nobody where it is looked at', () => {
    expect(html({ kind: 'image', id: 'i', url: 'https://example.com/a.png', alt: 'A parcel', width: 'small' })).toMatch(/<img[^>]*alt="A parcel"[^>]*loading="lazy"[^>]*referrerPolicy="no-referrer"/i)
  })

  it('without an address its text stands there', () => {
    expect(html({ kind: 'image', id: 'i', url: '', alt: 'A parcel', width: 'small' })).toContain('A parcel')
  })
})

describe('Chart', () => {
  const chart: Extract<WidgetView, { kind: 'chart' }> = { kind: 'chart', id: 'c', chart: 'line', title: 'Orders', labels: ['Mon', 'Tue', 'Wed'], series: [{ id: 'a', title: 'New', values: [1, null, 3] }, { id: 'b', title: 'Done', values: [0, 1, 2] }], more: 0, emptyText: 'None' }

  it('says in words what it shows, and has its numbers as a table', () => {
    expect(html(chart)).toContain('aria-label="Line chart &quot;Orders&quot;, 3 points. New from 1 to 3, at the end 3; Done from 0 to 2, at the end 2."')
    expect(html(chart)).toContain('<th scope="row">Tue</th><td data-title="New">–</td><td data-title="Done">1</td>')
  })

  it('an unknown value is a gap: two lines instead of one', () => {
    expect(html(chart).match(/<path /g)).toHaveLength(3)
  })

  it('lines differ by dashes too, for those who do not tell their colours apart', () => {
    expect(html(chart)).toContain('stroke-dasharray')
  })

  it('bars of known values are drawn, zero as a hairline', () => {
    expect(html({ ...chart, chart: 'bar' }).match(/<rect (?!width="10")/g)).toHaveLength(5)
  })

  it('says that it shows the last points where there are more', () => {
    expect(html({ ...chart, more: 1_300 })).toContain('The last 3 of 1,303 points')
  })

  it('without points it says what stands there instead', () => {
    expect(html({ ...chart, labels: [], series: [] })).toContain('None')
  })
})

describe('Stream text', () => {
  const view = (stream: Extract<WidgetView, { kind: 'streamText' }>['stream'], text = 'So far'): WidgetView => ({ kind: 'streamText', id: 't', text, format: 'plain', placeholder: 'Nothing yet', stream })

  it('shows its text, or what stands there while there is none', () => {
    expect(html(view(null))).toContain('<p class="halley-stream-plain">So far</p>')
    expect(html(view(null, ''))).toContain('Nothing yet')
    expect(html({ ...view(null, '**bold**'), format: 'markdown' } as WidgetView)).toContain('<strong>bold</strong>')
  })

  it('offers Stop only while it runs, and to whom the modeler offers it', () => {
    expect(html(view({ id: 's', state: 'running', reason: null, canStop: true }))).toContain('>Stop</button>')
    expect(html(view({ id: 's', state: 'running', reason: null, canStop: false }))).not.toContain('Stop</button>')
    expect(html(view({ id: 's', state: 'complete', reason: null, canStop: true }))).not.toContain('Stop</button>')
  })

  it('says in words how it ended', () => {
    expect(html(view({ id: 's', state: 'cancelled', reason: 'stopped by Bob', canStop: false }))).toContain('Stopped before its end: stopped by Bob.')
    expect(html(view({ id: 's', state: 'failed', reason: 'The source gave nothing new for 30 s.', canStop: false }))).toContain('It broke off: The source gave nothing new for 30 s.')
  })

  it('is silent to screen readers while it grows, and tells them that it does', () => {
    expect(html(view({ id: 's', state: 'running', reason: null, canStop: false }))).toMatch(/aria-busy="true".*role="status" class="halley-announcer">The text is being written\./)
  })

  it('never shows HTML of a message as such', () => {
    expect(html(view(null, '<img src=x onerror=alert(1)>'))).not.toContain('<img')
    expect(html({ ...view(null, '<img src=x onerror=alert(1)>'), format: 'markdown' } as WidgetView)).not.toContain('<img')
  })
})
