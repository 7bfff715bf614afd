import { LIMITS, type QuietHours } from '@halley/model'
import { useState } from 'react'
import { Checkbox, Field, TextInput } from '../kit/index.ts'
import { NumberInput } from '../messages/number-input.tsx'
import { DurationField } from '../properties/duration-field.tsx'
import { useRuleProblems, type RuleFormProps } from './rule-form.ts'
import { RuleProblems } from './rule-problems.tsx'
import { isTimeZone, ownTimeZone, timeZones } from './time-zones.ts'

/** What keeps a rule from notifying too often or at night: digest, throttle, quiet hours. */
export function RestraintFields({ rule, put }: RuleFormProps) {
  const { digestMs, throttle, quietHours } = rule
  return (
    <div role="group" aria-label="Not too often" className="flex flex-col gap-3 border-t border-line pt-3.5">
      <div data-field="digestMs" className="flex flex-col gap-3">
        <Checkbox label="Collect into a digest" help="What comes within some time is pushed and mailed as one." checked={digestMs !== null} onChange={(on) => put('digest', (draft) => { draft.digestMs = on ? 10 * 60_000 : null })} />
        {digestMs !== null && <div className="rule-more"><Field label="Collect for"><DurationField label="Collect for" valueMs={digestMs} onChange={(valueMs) => put('digestTime', (draft) => { draft.digestMs = span(valueMs) })} /></Field></div>}
      </div>
      <div data-field="throttle" className="flex flex-col gap-3">
        <Checkbox label="Throttle" help="Further ones are in the inbox only." checked={throttle !== null} onChange={(on) => put('throttle', (draft) => { draft.throttle = on ? { count: 10, perMs: 3_600_000 } : null })} />
        {throttle !== null && (
          <div className="rule-more">
            <Field label="At most, to one person"><NumberInput value={throttle.count} min={1} max={1_000} integer onChange={(count) => put('throttleCount', (draft) => { if (draft.throttle !== null && count !== undefined) draft.throttle.count = count })} /></Field>
            <Field label="Within"><DurationField label="Within" valueMs={throttle.perMs} onChange={(valueMs) => put('throttleTime', (draft) => { if (draft.throttle !== null) draft.throttle.perMs = span(valueMs) })} /></Field>
          </div>
        )}
      </div>
      <div data-field="quietHours" className="flex flex-col gap-3">
        <Checkbox label="Quiet hours" help="Nothing is pushed, mailed or shown as a toast until they end. People may set their own." checked={quietHours !== null} onChange={(on) => put('quiet', (draft) => { draft.quietHours = on ? { from: '22:00', to: '07:00', timeZone: ownTimeZone() } : null })} />
        {quietHours !== null && <QuietHoursFields value={quietHours} onChange={(key, change) => put(`quiet-${key}`, (draft) => { if (draft.quietHours !== null) draft.quietHours = { ...draft.quietHours, ...change } })} />}
      </div>
      <RuleProblems problems={useRuleProblems(rule.id, ['digestMs', 'throttle', 'quietHours'])} />
    </div>
  )
}

function QuietHoursFields({ value, onChange }: { readonly value: QuietHours; readonly onChange: (key: string, change: Partial<QuietHours>) => void }) {
  const setTime = (key: 'from' | 'to') => (time: string) => {
    // A browser gives an empty text while only a part of the time is filled in.
    if (time !== '') onChange(key, { [key]: time })
  }
  return (
    <div className="ml-6 flex flex-wrap gap-3">
      <Field label="From" className="w-32"><TextInput type="time" required value={value.from} onChange={setTime('from')} /></Field>
      <Field label="Until" className="w-32"><TextInput type="time" required value={value.to} onChange={setTime('to')} /></Field>
      <TimeZoneField value={value.timeZone} onChange={(timeZone) => onChange('zone', { timeZone })} />
      {value.from === value.to && <p className="w-full text-xs text-ink-faint">From and until are the same time, so there are no quiet hours.</p>}
    </div>
  )
}

function TimeZoneField({ value, onChange }: { readonly value: string; readonly onChange: (timeZone: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null)
  // The beginning of one is no mistake yet.
  const isUnknown = typed !== null && !timeZones().some((zone) => zone.toLowerCase().startsWith(typed.trim().toLowerCase()))
  return (
    <Field label="Time zone" className="min-w-44 flex-1" error={isUnknown ? 'No such time zone; choose one such as Europe/Amsterdam.' : null}>
      <TextInput
        value={typed ?? value} list="time-zones" maxLength={64} placeholder="Europe/Amsterdam"
        onFocus={(event) => event.currentTarget.select()}
        onChange={(text) => {
          setTyped(text)
          if (isTimeZone(text.trim())) onChange(text.trim())
        }}
        onBlur={() => setTyped(null)}
      />
      <datalist id="time-zones">{timeZones().map((zone) => <option key={zone} value={zone}>{zone}</option>)}</datalist>
    </Field>
  )
}

/** Milliseconds as a digest or a throttle may span. */
function span(valueMs: number): number {
  return Math.min(Math.max(valueMs, 1_000), LIMITS.noticeDelayMs)
}
