import { defineNodeKind, plainText, type CompiledExpression, type NodeProblem, type Outcome, type RunContext } from '@halley/engine'
import { LIMITS } from '@halley/model'
import { z } from 'zod'

const config = z.object({
  mode: z.enum(['duration', 'computed', 'until']).default('duration'),
  /** Milliseconds. */
  durationMs: z.number().int().min(0).max(LIMITS.waitMs).default(5_000),
  /** Gives a duration. */
  duration: z.string().max(4_000).default(''),
  /** Gives a date-time. */
  until: z.string().max(4_000).default(''),
})

type Config = z.infer<typeof config>

const days = LIMITS.waitMs / 86_400_000

/** Goes on when a time has come; everything else of the session goes on meanwhile. */
export const wait = defineNodeKind<Config, CompiledExpression | undefined>({
  kind: 'wait',
  version: 1,
  title: 'Wait',
  help: `Goes on after a while, or at a date and time; a time that has passed goes on at once. Meanwhile the session goes on: its screens can be used and messages are answered. It outlives a restart of the server. At most ${days} days; a time that is not known stops the run.`,
  group: 'flow',
  waits: true,
  config,
  form: {
    mode: {
      control: 'select', label: 'Wait',
      options: [
        { value: 'duration', label: 'For a duration' },
        { value: 'computed', label: 'For a computed duration', help: 'An expression says how long.' },
        { value: 'until', label: 'Until a date and time', help: 'An expression says when.' },
      ],
    },
    durationMs: { control: 'duration', label: 'Duration', help: 'How long to wait.', visible: ({ mode }) => mode === 'duration' },
    duration: { control: 'expression', label: 'Duration', help: 'An expression that gives a duration, such as minutes(5), hours(1) + minutes(30), or a field.', expects: 'duration', placeholder: 'minutes(5)', visible: ({ mode }) => mode === 'computed' },
    until: { control: 'expression', label: 'Date and time', help: 'An expression that gives a date with time, in UTC. One that has passed goes on at once.', expects: 'dateTime', placeholder: 'now + hours(1)', visible: ({ mode }) => mode === 'until' },
  },
  look: {
    icon: 'clock',
    tone: 'time',
    summary: ({ mode, durationMs, duration, until }) => {
      if (mode === 'duration') return `Wait ${plainText(durationMs, { type: 'duration' })}`
      if (mode === 'computed') return duration === '' ? 'Say how long' : `Wait ${duration}`
      return until === '' ? 'Say until when' : `Wait until ${until}`
    },
  },
  exits: () => [{ id: 'default', label: 'Default' }],
  check: ({ mode, duration, until }): NodeProblem[] => {
    if (mode === 'computed' && duration.trim() === '') return [{ code: 'wait/no_time', severity: 'error', text: 'Say how long to wait, such as minutes(5).', path: ['duration'] }]
    if (mode === 'until' && until.trim() === '') return [{ code: 'wait/no_time', severity: 'error', text: 'Say until when to wait, such as now + hours(1).', path: ['until'] }]
    return []
  },
  prepare: ({ mode, duration, until }, context) => (mode === 'computed' ? context.expression(['duration'], duration, { type: 'duration' })
    : mode === 'until' ? context.expression(['until'], until, { type: 'dateTime' })
    : undefined),
  enter: (expression, context, { mode, durationMs }) => (mode === 'duration' ? { type: 'wait', untilMs: context.atMs + durationMs } : computed(expression, context)),
  resume: () => ({ type: 'leave', exit: 'default' }),
})

/** A number is a duration, a text a date-time: the expression was checked for the one that is needed. */
function computed(expression: CompiledExpression | undefined, context: RunContext): Outcome {
  if (expression === undefined) return { type: 'fail', code: 'wait/no_time', text: 'Nothing says how long to wait.' }
  const result = context.evaluate(expression)
  if (!result.ok) return { type: 'fail', code: result.code, text: `How long to wait could not be computed: ${result.text}` }
  const untilMs = typeof result.value === 'number' ? context.atMs + result.value : typeof result.value === 'string' ? Date.parse(result.value) : Number.NaN
  return Number.isNaN(untilMs) ? { type: 'fail', code: 'wait/time_unknown', text: 'The time to wait for is unknown.' } : { type: 'wait', untilMs }
}
