/** Quotes and lists that may begin on one line inside of each other. Nobody reads deeper ones, and some thousands of them overflow what draws them. */
const MARKS_OF_A_LINE = 16

/** Runs of `*` and `_` in one block that may mean emphasis. What is written has some dozens; the time to match them grows with their square. */
const RUNS_OF_A_BLOCK = 500

const DEEP = new RegExp(`^(?:[ \\t]*(?:>|(?:[*+-]|\\d{1,9}[.)])(?=[ \\t]|$))){${MARKS_OF_A_LINE}}`, 'gm')

/** Begins a text on a line where a mark would stand, and is not seen. */
const WORD_JOINER = '\u2060'

/** A Markdown text that takes no longer to draw than others of its length: what is nested too deep, or has too many marks of emphasis, is text as it stands. */
export function boundedMarkdown(markdown: string): string {
  const shallow = markdown.replaceAll(DEEP, (marks) => `${marks} ${WORD_JOINER}`)
  return shallow.split(/(\n[ \t]*\n)/).map((block) => ((block.match(/[*_]+/g)?.length ?? 0) > RUNS_OF_A_BLOCK ? block.replaceAll(/[*_]/g, '\\$&') : block)).join('')
}
