import type { ConversationTurn } from './conversation-source.ts'
import { calculate } from './demo-arithmetic.ts'

/** Characters of what somebody said that are repeated. */
const QUOTED_CHARACTERS = 120

/** What was said before that a summary repeats. */
const SUMMARISED_TURNS = 5

const ABILITIES = 'I can say what time and what day it is, calculate (such as 12 * (3 + 4)), repeat or sum up what was said, and ask somebody else ("ask @name …").'

/** What is asked, and what is known of it. */
type Question = { readonly text: string; /** Who asks, where that is known. */ readonly asker: string | null; /** What was said before, with who said it. */ readonly before: readonly ConversationTurn[]; readonly nowMs: number }

type Rule = { readonly when: RegExp; readonly say: (question: Question, match: RegExpMatchArray) => string | null }

/** In order: the first that has something to say answers. */
const rules: readonly Rule[] = [
  // Before all else, so that what is passed on is not answered here.
  { when: /\b(?:ask|tell|call|invite)\s+@([\p{L}\p{N}_-]+)[\s,:]*(.*)/isu, say: ({ asker }, [, name = '', rest = '']) => `@${name}, ${asker ?? 'somebody'} asks: ${rest.trim() === '' ? 'what do you think?' : quoted(rest)}` },
  { when: /\b(?:sum\s?up|summar\w*|tl;?dr|recap)\b/i, say: ({ before }) => summaryOf(before) },
  { when: /\b(?:repeat|say (?:that|it) again|what did (?:i|you|we|he|she|they) say|what was said)\b/i, say: ({ before }) => {
    const last = before.at(-1)
    return last === undefined ? 'Nothing was said before this.' : `${last.role === 'assistant' ? 'I' : (last.name ?? 'You')} said: “${quoted(last.text)}”`
  } },
  { when: /\b(?:what(?:'s| is)? (?:the )?(?:current )?time|what time|time is it|how late|clock)\b/i, say: ({ nowMs }) => `It is ${new Date(nowMs).toISOString().slice(11, 16)} (UTC).` },
  { when: /\b(?:what(?:'s| is)? (?:the |today's )?date|what day|which day|(?:what|when)(?:'s| is) today)\b/i, say: ({ nowMs }) => `Today is ${dayOf(nowMs)} (UTC).` },
  { when: /[-+(.\d][-+*/x×÷^%().,\d\s]*\d[)\s]*/i, say: (_question, [expression]) => calculate(expression) },
  { when: /\b(?:who|what) are you\b|\bare you (?:a |an )?(?:human|person|bot|robot|machine|ai|real)\b|\bdemo\b|\byour name\b/i, say: () => `I am the demo model that is built into Halley: I need no network and no key, and work by simple rules. ${ABILITIES} For more, choose a connection to a real AI model.` },
  { when: /\b(?:help|what can you do|how do you work|abilities)\b/i, say: () => `${ABILITIES} What shall it be?` },
  { when: /\b(?:thanks|thank you|thx|cheers|danke)\b/i, say: ({ asker }) => `You are welcome${to(asker)}. Is there anything else?` },
  { when: /\b(?:bye|goodbye|good night|see you|ciao)\b/i, say: ({ asker }) => `Goodbye${to(asker)}!` },
  { when: /^(?:@[\p{L}\p{N}_-]+[\s,:]*)?(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|hallo|moin)\b/iu, say: ({ asker }) => `Hello${to(asker)}! What can I do for you?` },
  { when: /\?\s*$/, say: ({ text }) => `I do not know the answer to “${quoted(text)}”: I am a demo, without knowledge of the world. ${ABILITIES} Which of these would help?` },
]

/**
 * What the demo model answers to a conversation: useful by simple rules, never random, and clear about what it is. It mentions nobody
 * unless it is asked to. `nowMs` is epoch milliseconds.
 */
export function demoAnswer(turns: readonly ConversationTurn[], nowMs: number): string {
  const said = turns.filter(({ role }) => role !== 'system')
  const last = said.at(-1)
  if (last === undefined) return `Hello! I am the built-in demo model. ${ABILITIES}`
  const question: Question = { text: last.text.trim(), asker: last.name, before: said.slice(0, -1), nowMs }
  for (const { when, say } of rules) {
    const match = when.exec(question.text)
    const answer = match === null ? null : say(question, match)
    if (answer !== null) return answer
  }
  return `You wrote: “${quoted(question.text)}”. What shall I do with it${to(last.name)}: repeat it, sum up what was said, or calculate something?`
}

function summaryOf(before: readonly ConversationTurn[]): string {
  if (before.length === 0) return 'Nothing was said before this, so there is nothing to sum up.'
  const shown = before.slice(-SUMMARISED_TURNS)
  const lines = shown.map(({ role, name, text }) => `${role === 'assistant' ? 'I' : (name ?? 'You')} said “${quoted(text)}”`)
  const left = before.length - shown.length
  return `${left > 0 ? `After ${left} earlier ${left === 1 ? 'message' : 'messages'}: ` : 'So far: '}${lines.join('; ')}.`
}

function dayOf(nowMs: number): string {
  const [weekday, month] = (['weekday', 'month'] as const).map((part) => new Date(nowMs).toLocaleDateString('en', { [part]: 'long', timeZone: 'UTC' }))
  const now = new Date(nowMs)
  return `${weekday ?? ''}, ${now.getUTCDate()} ${month ?? ''} ${now.getUTCFullYear()}`
}

/** The beginning of a text in one line. What it mentions is not mentioned again. */
function quoted(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ').replaceAll('@', '')
  const characters = Array.from(line)
  return characters.length <= QUOTED_CHARACTERS ? line : `${characters.slice(0, QUOTED_CHARACTERS).join('')}…`
}

function to(name: string | null): string {
  return name === null ? '' : `, ${name}`
}
