import { MarkdownText, type TextPart } from '../markdown-text.tsx'

/** An address as people paste it; what closes a sentence behind it is none of it. */
const ADDRESS = String.raw`https?:\/\/[^\s<>"“”„«»]*[^\s<>"“”„«»'‘’.,:;!?)\]}*_~]`

/** What was written in a room: Markdown, in which pasted addresses are links, and the names of whom it mentions stand out. */
export function RoomText({ markdown, mentioned }: { readonly markdown: string; /** What may stand behind an `@`, one in each line. */ readonly mentioned: string }) {
  return <MarkdownText markdown={markdown} partsOf={(text) => roomTextParts(text, mentioned)} />
}

/** Splits a text at pasted addresses and at `@names` of those who are mentioned, whatever the case; all parts together are the text. */
export function roomTextParts(text: string, mentioned: string): TextPart[] {
  const names = mentioned.split('\n').filter((name) => name !== '').toSorted((left, right) => right.length - left.length)
  const mention = names.length === 0 ? '' : String.raw`|(?<![\p{L}\p{N}_])@(?:${names.map((name) => name.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`)).join('|')})(?![\p{L}\p{N}_])`
  const parts: TextPart[] = []
  let at = 0
  for (const { 0: found, index } of text.matchAll(new RegExp(`${ADDRESS}${mention}`, 'giu'))) {
    if (index > at) parts.push({ type: 'text', text: text.slice(at, index) })
    parts.push(found.startsWith('@') ? { type: 'mention', text: found } : { type: 'link', text: found })
    at = index + found.length
  }
  if (at < text.length) parts.push({ type: 'text', text: text.slice(at) })
  return parts
}
