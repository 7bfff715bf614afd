import Markdown, { type Components } from 'react-markdown'
import { safeAddress } from './link-rules.ts'

const components: Components = {
  a: ({ href, children }) => (href === undefined || href === '' ? <span>{children}</span> : <a href={href} target="_blank" rel="noopener noreferrer">{children}</a>),
  // A picture's address would tell a stranger who reads what; pictures are widgets of their own.
  img: ({ alt }) => <span>{alt}</span>,
  // A text's headings stand below the screen's own.
  h1: ({ children }) => <h4>{children}</h4>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h4>{children}</h4>,
}

/** Markdown as text: HTML in it is left out, links go to web and mail addresses only. */
export function MarkdownText({ markdown }: { readonly markdown: string }) {
  return <div className="halley-text"><Markdown skipHtml components={components} urlTransform={safeAddress}>{markdown}</Markdown></div>
}
