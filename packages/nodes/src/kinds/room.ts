import { defineNodeKind, type CompiledExpression, type CompiledTemplate, type NodeProblem, type RoomAction, type RunContext } from '@halley/engine'
import { idSchema, LIMITS } from '@halley/model'
import { z } from 'zod'
import { peopleText } from './people-text.ts'

const config = z.object({
  roomId: idSchema.nullable().default(null),
  action: z.enum(['join', 'leave', 'post', 'markRead']).default('post'),
  /** An expression; for a room that has a key. */
  key: z.string().max(LIMITS.expressionCharacters).default(''),
  /** A template: what is posted. */
  text: z.string().max(LIMITS.expressionCharacters).default(''),
})

type Config = z.infer<typeof config>
type Prepared = { readonly key: CompiledExpression | undefined; readonly text: CompiledTemplate | undefined }

const actionWords = { join: 'Join', leave: 'Leave', post: 'Post in', markRead: 'Mark as read' } as const

/** Does something in a room as who uses the session. */
export const room = defineNodeKind<Config, Prepared>({
  kind: 'room',
  version: 1,
  title: 'Room',
  help: 'Joins a room, leaves it, posts a message in it, or marks all of it as read, as the person who uses the session. Error is taken when the room is missing, the key is unknown, the text is empty or too long, or the person may not be in the room. Joining twice, and leaving what was never joined, is no error.',
  group: 'comet',
  config,
  begins: ({ project }) => {
    const [only, ...others] = Object.keys(project.rooms)
    return only === undefined || others.length > 0 ? {} : { roomId: only }
  },
  form: {
    roomId: { control: 'room', label: 'Room', help: 'Type a new name to create one.', create: true },
    action: {
      control: 'select', label: 'Action', options: [
        { value: 'join', label: 'Join', help: 'From then on the person is one of its participants.' },
        { value: 'leave', label: 'Leave', help: 'What was written stays.' },
        { value: 'post', label: 'Post a message', help: 'Posting joins the room, too.' },
        { value: 'markRead', label: 'Mark as read', help: 'All that is in it now.' },
      ],
    },
    key: { control: 'expression', label: 'Key', help: 'Which of the rooms, for a room that has a key.', expects: 'any', placeholder: 'Ticket.number', visible: ({ roomId }, { project }) => hasKey(roomId, project) },
    text: { control: 'template', multiline: true, label: 'Text', help: 'What is posted, with values in braces. An agent that answers sees it as anybody else does.', placeholder: 'Ticket {Ticket.number} was closed.', visible: ({ action }) => action === 'post' },
  },
  look: {
    icon: 'messages-square',
    tone: 'comet',
    summary: ({ roomId, action }, { project }) => `${actionWords[action]} ${project.rooms[roomId ?? '']?.name ?? '…'}`,
  },
  exits: () => [{ id: 'default', label: 'Default' }, { id: 'error', label: 'Error', tone: 'error' }],
  carries: ({ action }) => (action === 'post' ? [{ from: ['text'], to: { type: 'roomMessage' as const } }] : []),
  check: ({ roomId, action, key, text }, { project }): NodeProblem[] => {
    const problems: NodeProblem[] = []
    const error = (code: string, words: string, path: string): void => void problems.push({ code: `room/${code}`, severity: 'error', text: words, path: [path] })
    const chosen = project.rooms[roomId ?? '']
    if (chosen === undefined) error('missing', roomId === null ? 'Choose a room, or type the name of a new one.' : 'The room was deleted; choose another.', 'roomId')
    else if (chosen.keyName !== null && key.trim() === '') error('no_key', `"${chosen.name}" is one room per ${chosen.keyName}; say which one.`, 'key')
    if (action === 'post' && text.trim() === '') error('no_text', 'Write what is posted.', 'text')
    return problems
  },
  prepare: ({ roomId, action, key, text }, context) => ({
    key: hasKey(roomId, context.project) ? context.expression(['key'], key) : undefined,
    text: action === 'post' ? context.template(['text'], text) : undefined,
  }),
  enter: (prepared, context, { roomId, action }) => {
    const chosen = context.project.rooms[roomId ?? '']
    if (chosen === undefined) return { type: 'fail', code: 'room/missing', text: 'The room does not exist.' }
    const key = chosen.keyName === null ? { ok: true as const, key: null } : keyOf(prepared, context, chosen.keyName)
    if (!key.ok) return { type: 'fail', code: key.code, text: key.text }
    const done = actionOf(prepared, context, action)
    return 'code' in done ? { type: 'fail', ...done } : { type: 'room', roomId: chosen.id, key: key.key, action: done }
  },
  resume: (_prepared, _context, resumption) => (resumption.type === 'effect' && !resumption.result.ok
    ? { type: 'fail', code: resumption.result.code, text: resumption.result.text }
    : { type: 'leave', exit: 'default' }),
})

function hasKey(roomId: string | null, { rooms }: { readonly rooms: Readonly<Record<string, { readonly keyName: string | null }>> }): boolean {
  return (rooms[roomId ?? '']?.keyName ?? null) !== null
}

type Key = { readonly ok: true; readonly key: string } | { readonly ok: false; readonly code: string; readonly text: string }

function keyOf({ key }: Prepared, context: RunContext, keyName: string): Key {
  const result = key === undefined ? undefined : context.evaluate(key)
  if (result !== undefined && !result.ok) return { ok: false, code: result.code, text: `The key could not be computed: ${result.text}` }
  const value = result?.value ?? null
  if (typeof value === 'number') return { ok: true, key: String(value) }
  return typeof value === 'string' && value !== '' ? { ok: true, key: value } : { ok: false, code: 'room/key_unknown', text: `Which ${keyName} is meant is unknown, so nothing was done.` }
}

function actionOf({ text }: Prepared, context: RunContext, action: Config['action']): RoomAction | { readonly code: string; readonly text: string } {
  if (action !== 'post') return { type: action }
  const written = peopleText(text, context, 'The text')
  if (!written.ok) return { code: written.code, text: written.text }
  if (written.text === '') return { code: 'room/text_empty', text: 'The text came out empty, so nothing was posted.' }
  if (written.text.length > LIMITS.roomMessageCharacters) return { code: 'room/text_too_long', text: `The text has ${written.text.length.toLocaleString('en')} characters; a message in a room has at most ${LIMITS.roomMessageCharacters.toLocaleString('en')}.` }
  return { type: 'post', text: written.text }
}
