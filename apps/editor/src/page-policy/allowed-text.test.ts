import { describe, expect, it } from 'vitest'
import { allowedHtml, allowedScriptUrl } from './allowed-text.ts'

describe('what a page may write', () => {
  it('is HTML that makes no element', () => {
    expect(allowedHtml('[data-radix-select-viewport]{scrollbar-width:none;}')).toContain('scrollbar-width')
    for (const text of ['<img src=x onerror=alert(1)>', 'a &lt;b', '<style>']) expect(allowedHtml(text)).toBeNull()
  })

  it('is the address of a program of its own server', () => {
    const base = 'https://halley.example/p/helpdesk'
    expect(allowedScriptUrl('/assets/check-worker-1.js', base)).toBe('/assets/check-worker-1.js')
    expect(allowedScriptUrl('https://halley.example/assets/a.js', base)).not.toBeNull()
    for (const text of ['https://evil.example/a.js', '//evil.example/a.js', 'data:text/javascript,alert(1)', 'blob:https://halley.example/1', 'javascript:alert(1)', 'https://[']) expect([text, allowedScriptUrl(text, base)]).toEqual([text, null])
  })
})
