import { defineNodeKind } from '@halley/engine'
import { z } from 'zod'

/** Writes a line into the log. */
export const log = defineNodeKind({
  kind: 'log',
  version: 1,
  title: 'Log',
  help: 'Writes a line into the log, where everybody who edits the project sees it.',
  group: 'flow',
  config: z.object({ level: z.enum(['info', 'warning', 'error']).default('info'), text: z.string().max(4_000).default('') }),
  form: {
    level: { control: 'select', label: 'Level', help: 'How it is marked in the log, and by which it is found there.', options: [{ value: 'info', label: 'Information' }, { value: 'warning', label: 'Warning' }, { value: 'error', label: 'Error' }] },
    text: { control: 'template', label: 'Text', help: 'What the log says, with values in braces. Values of secrets do not belong here: everybody who sees the log reads them.', placeholder: 'Escalated {Ticket.subject}' },
  },
  look: { icon: 'scroll-text', tone: 'flow', summary: ({ text }) => (text === '' ? 'Write the line' : `Log "${text}"`) },
  exits: () => [{ id: 'default', label: 'Default', tone: 'quiet' }],
  prepare: ({ text }, context) => context.template(['text'], text),
  enter: (text, context, { level }) => ({ type: 'log', level, text: text === undefined ? '' : context.text(text), exit: 'default' }),
})
