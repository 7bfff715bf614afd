import { ruleTestSchema, type RuleTest } from '@halley/protocol'
import { callServer, type Called } from '../sync/call-server.ts'
import { whenSaved } from '../versions/when-saved.ts'

/** What is tested: a rule, with an event of the log by its id, or with the last that fits. */
export type RuleToTest = { readonly projectId: string; readonly ruleId: string; readonly eventId: string | null }

/** Asks the server who would get what of an event by a rule as it is now. Nothing is sent. Never rejects. */
export async function testRule({ projectId, ruleId, eventId }: RuleToTest): Promise<Called<RuleTest>> {
  // The server tests the rule that it has.
  const unsaved = await whenSaved()
  if (unsaved !== null) return { ok: false, text: unsaved }
  return callServer(`/api/v1/projects/${encodeURIComponent(projectId)}/rules/${encodeURIComponent(ruleId)}/test`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(eventId === null ? {} : { eventId }) }, ruleTestSchema)
}
