import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { wrapFocus } from './focusable.ts'
import { safeAddress } from './link-rules.ts'
import { MarkdownText } from './markdown-text.tsx'
import { arrivalWords } from './use-arrivals.ts'

const html = (markdown: string) => renderToStaticMarkup(<MarkdownText markdown={markdown} />)

test('what would be HTML is shown as it was written, and never drawn', () => {
  expect(html('a <img src=x onerror=alert(1)> b <script>alert(1)</script>')).toBe('<div class="halley-text"><p>a &lt;img src=x onerror=alert(1)&gt; b &lt;script&gt;alert(1)&lt;/script&gt;</p></div>')
  expect(html('<div onclick="x()">\n<b>all of it</b>\n</div>')).toBe('<div class="halley-text">&lt;div onclick=&quot;x()&quot;&gt;\n&lt;b&gt;all of it&lt;/b&gt;\n&lt;/div&gt;</div>')
  // What people write of programs is all there.
  expect(html('Use List<String>, not <T>.')).toContain('Use List&lt;String&gt;, not &lt;T&gt;.')
})

test.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', '/relative', 'file:///etc/passwd', ' javascript:alert(1)'])('a link to %s is shown without its link', (address) => {
  expect(html(`[words](<${address}>)`)).not.toContain('href')
  expect(safeAddress(address)).toBe('')
})

test.each(['https://example.com/a?b=c', 'http://example.com', 'mailto:desk@example.com'])('a link to %s opens in a page of its own', (address) => {
  expect(html(`[words](${address})`)).toContain(`href="${address}" target="_blank" rel="noopener noreferrer"`)
})

test('a picture from elsewhere is not fetched', () => {
  expect(html('![spy](https://example.com/x.png)')).not.toContain('example.com')
})

test('Tab goes round in a dialog', () => {
  expect([wrapFocus(2, 3, false), wrapFocus(0, 3, true), wrapFocus(-1, 3, false), wrapFocus(1, 3, false), wrapFocus(-1, 0, false)]).toEqual([0, 2, 0, null, null])
})

test('arrivals are announced by the newest, and the rest by number', () => {
  const ticket = { title: 'Printer on fire', message: { messageId: 'ticket', name: 'Ticket', hue: 0 } }
  expect(arrivalWords([ticket])).toBe('Ticket arrived: Printer on fire')
  expect(arrivalWords([ticket, ticket, ticket])).toBe('Ticket arrived: Printer on fire, and 2 more')
})

describe('a text that would hold everybody up who sees it', () => {
  test.each([['quotes', '>'.repeat(8_000)], ['quotes with blanks', `${'> '.repeat(4_000)}x`], ['lists', `${'* '.repeat(4_000)}x`], ['numbered lists', `${'1. '.repeat(2_600)}x`], ['all of them', `${'> - 1. + * '.repeat(700)}x`]])('by %s inside of each other is shown, and only the first sixteen are drawn as such', (_what, markdown) => {
    const shown = html(`Before.\n\n${markdown}`)
    expect(shown.match(/<(?:blockquote|ul|ol)>/g) ?? []).not.toHaveProperty('17')
    expect(shown).toContain('Before.')
  })

  test('by marks of emphasis without an end is text as it stands, and other blocks of it are drawn as ever', () => {
    const shown = html(`**Bold**\n\n${'_a*'.repeat(2_600)}`)
    expect(shown).toContain('<strong>Bold</strong>')
    expect(shown.match(/<em>|<strong>/g)).toHaveLength(1)
    expect(shown).toContain('_a*_a*')
  })

  test('is none of what people write: lists in lists, quotes of quotes and much emphasis stay', () => {
    expect(html('- a\n  - b\n    - c').match(/<ul>/g)).toHaveLength(3)
    expect(html('> > > a').match(/<blockquote>/g)).toHaveLength(3)
    expect(html('**a** _b_ '.repeat(100)).match(/<strong>|<em>/g)).toHaveLength(200)
  })
})
