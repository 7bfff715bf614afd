import { ruleSchema, type NoticePriority, type NoticeWay, type NoticeWays, type QuietHours, type Rule } from '@halley/model'
import type { NoticePreferences } from '@halley/protocol'

/** How a notification is to reach people: what a rule says, or a Notify node. */
export type NoticeSettings = {
  readonly ruleId: string | null
  readonly priority: NoticePriority
  readonly ways: NoticeWays
  readonly pushAfterMs: number
  readonly emailAfterMs: number
  readonly digestMs: number | null
  readonly throttle: Rule['throttle']
  readonly quietHours: QuietHours | null
  readonly mailConnectionId: string | null
}

export function settingsOfRule({ id, priority, ways, pushAfterMs, emailAfterMs, digestMs, throttle, quietHours, mailConnectionId }: Rule): NoticeSettings {
  return { ruleId: id, priority, ways, pushAfterMs, emailAfterMs, digestMs, throttle, quietHours, mailConnectionId }
}

/** A Notify node says who, what and which ways; the rest is as a new rule has it. */
export function settingsOfNode({ priority, ways }: Pick<NoticeSettings, 'priority' | 'ways'>): NoticeSettings {
  const { pushAfterMs, emailAfterMs } = NEW_RULE
  return { ruleId: null, priority, ways, pushAfterMs, emailAfterMs, digestMs: null, throttle: null, quietHours: null, mailConnectionId: null }
}

const NEW_RULE = ruleSchema.pick({ pushAfterMs: true, emailAfterMs: true }).parse({})

/** Whether a way is taken to somebody: by their line for the rule, else by that for all, else as the rule says. */
export function wantsWay(preferences: NoticePreferences | undefined, { ruleId, ways }: Pick<NoticeSettings, 'ruleId' | 'ways'>, way: NoticeWay): boolean {
  const lineOf = (wanted: string | null): boolean | undefined => preferences?.rules.find((line) => line.ruleId === wanted)?.ways[way]
  return (ruleId === null ? undefined : lineOf(ruleId)) ?? lineOf(null) ?? ways[way]
}

/** The quiet hours that hold for somebody: their own, else those of the rule. Critical notifications know none. */
export function quietHoursFor(preferences: NoticePreferences | undefined, { priority, quietHours }: Pick<NoticeSettings, 'priority' | 'quietHours'>): QuietHours | null {
  return priority === 'critical' ? null : (preferences?.quietHours ?? quietHours)
}
