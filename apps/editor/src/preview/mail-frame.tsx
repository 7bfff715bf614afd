import { useEffect, useRef } from 'react'

/** In the mail itself, too: it may load nothing, and its styles are in it. */
const POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">'

/** Shows the HTML of a mail by itself: it runs nothing, loads nothing, opens nothing and knows nothing of this page. */
export function MailFrame({ html, title }: { readonly html: string; readonly title: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    // As a file of its own: this page's policy lets no text become HTML in it.
    const address = URL.createObjectURL(new Blob([withPolicy(html)], { type: 'text/html;charset=utf-8' }))
    frame.current?.setAttribute('src', address)
    return () => URL.revokeObjectURL(address)
  }, [html])
  return <iframe ref={frame} title={`Mail: ${title}`} sandbox="" referrerPolicy="no-referrer" className="block size-full border-0 bg-raised" />
}

/** The policy stands before everything that it is for. */
export function withPolicy(html: string): string {
  const [start] = /<head[^>]*>/i.exec(html) ?? []
  return start === undefined ? `${POLICY}${html}` : html.replace(start, () => `${start}${POLICY}`)
}
