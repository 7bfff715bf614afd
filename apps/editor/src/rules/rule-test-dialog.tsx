import type { Rule } from '@halley/model'
import { Play } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { rowWords } from '../log/row-words.ts'
import { Button, Dialog, EmptyState, Field, Select } from '../kit/index.ts'
import { showPane } from '../shell/layout-store.ts'
import { projectStore, useProject, useProjectState } from '../stores/project-store.ts'
import { runStore } from '../stores/run-store.ts'
import type { Called } from '../sync/call-server.ts'
import type { RuleTest } from '@halley/protocol'
import { eventsToTest, type EventToTest } from './events-to-test.ts'
import { testRule } from './rule-test-api.ts'
import { RuleTestResult } from './rule-test-result.tsx'

/** Tries a rule with an event that has passed: who would get what, and who not and why. Nothing is sent. */
export function RuleTestDialog({ rule, onClose }: { readonly rule: Rule; readonly onClose: () => void }) {
  const projectId = useProjectState((state) => state.projectId)
  // As it is when the dialog opens: new events must not take the chosen one's place.
  const [events] = useState(() => eventsToTest(runStore.getState().logRows, rule.pattern, projectStore.getState().project))
  const [eventId, setEventId] = useState<string | null>(events[0]?.matches === true ? events[0].row.id : null)
  const [turn, setTurn] = useState(0)
  const [answer, setAnswer] = useState<Called<RuleTest> | null>(null)
  useEffect(() => {
    let isHere = true
    const ask = async () => {
      const next = await testRule({ projectId, ruleId: rule.id, eventId })
      if (isHere) setAnswer(next)
    }
    void ask()
    return () => {
      isHere = false
    }
  }, [projectId, rule.id, eventId, turn])
  const ask = (id: string | null) => {
    setAnswer(null)
    setEventId(id)
    setTurn((before) => before + 1)
  }
  const openPreview = () => {
    onClose()
    showPane('preview', true)
  }
  const hasNoEvent = answer?.ok === false && answer.code === 'rule/no_event' && eventId === null
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Test ${rule.name}`} width="wide" description="Who would get what of an event that has passed. Nothing is sent.">
      <div className="flex flex-col gap-4">
        {events.length > 0 && <EventField events={events} eventId={eventId} onChange={ask} />}
        <div aria-live="polite" className="min-h-32">
          {answer === null ? <p className="text-sm text-ink-faint">Working it out…</p> : null}
          {answer?.ok === true ? <RuleTestResult test={answer.value} isEventNamed={eventId === null} /> : null}
          {hasNoEvent ? (
            <EmptyState title={events.length === 0 ? 'No event has passed yet' : 'No such event has passed yet'} actions={<Button variant="primary" icon={<Play aria-hidden="true" className="size-3.5" />} onClick={openPreview}>Go to the preview</Button>}>
              Send a message that this rule is about in the preview. Then test the rule with it.
            </EmptyState>
          ) : null}
          {answer?.ok === false && !hasNoEvent ? <EmptyState title="The rule could not be tested" actions={<Button onClick={() => ask(eventId)}>Try again</Button>}>{answer.text}</EmptyState> : null}
        </div>
      </div>
    </Dialog>
  )
}

function EventField({ events, eventId, onChange }: { readonly events: readonly EventToTest[]; readonly eventId: string | null; readonly onChange: (id: string | null) => void }) {
  const project = useProject((whole) => whole)
  const options = useMemo(() => events.map(({ row }) => {
    const { time, message, channel, key, from } = rowWords(row, project)
    return { value: row.id, label: `${time.slice(0, 8)}  ${message} on ${channel}${key === '' ? '' : ` for ${key}`}`, note: `from ${from}` }
  }), [events, project])
  const isAbout = events.some(({ matches }) => matches)
  // The server knows more events than the log shows here: what is written in rooms, and what is longer ago.
  const offered = isAbout ? options : [{ value: '', label: 'The last one that it is about' }, ...options]
  return (
    <Field label="Event" help={isAbout ? 'Those of the log that the rule is about, the newest first.' : 'The rule is about none of the log. The newest of it show why not.'}>
      <Select value={eventId ?? ''} options={offered} onChange={(id) => onChange(id === '' ? null : id)} />
    </Field>
  )
}
