import { LIMITS, createConnection, inOrder, type NoticeWay, type Rule } from '@halley/model'
import { ArrowUpRight, Plus } from 'lucide-react'
import { Button, Checkbox, Field, FormSection, IconButton, Select } from '../kit/index.ts'
import { DurationField } from '../properties/duration-field.tsx'
import { newId } from '../stores/new-id.ts'
import { useMayChange, useProject } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'
import { RestraintFields } from './restraint-fields.tsx'
import { useRuleProblems, type PutRule, type RuleFormProps } from './rule-form.ts'
import { RuleProblems } from './rule-problems.tsx'

/** By which ways a notification goes, after how long, and what holds it back. */
export function HowSection({ rule, put }: RuleFormProps) {
  const isCritical = rule.priority === 'critical'
  const putWay = (way: NoticeWay) => (taken: boolean) => put(way, (draft) => { draft.ways[way] = taken })
  return (
    <FormSection title="How" lead="Each way is taken only while it was not read by the one before.">
      <div role="group" aria-label="Ways" data-field="ways" className="flex flex-col gap-3">
        <Checkbox label="Inbox, with a toast" help="At once, on all devices of a person." checked={rule.ways.inbox} onChange={putWay('inbox')} />
        <Checkbox label="Push" help="To browsers that allowed it, also when the app is closed." checked={rule.ways.push} onChange={putWay('push')} />
        {rule.ways.push && <div className="rule-more"><After label="Push when not read after" help="At once where the app is open nowhere." valueMs={rule.pushAfterMs} isCritical={isCritical} onChange={(valueMs) => put('pushAfter', (draft) => { draft.pushAfterMs = valueMs })} /></div>}
        <Checkbox label="E-mail" help="To people who have an address." checked={rule.ways.email} onChange={putWay('email')} />
        {rule.ways.email && (
          <div className="rule-more">
            <After label="Mail when not read after" help="At once where the app is open nowhere and no push can be sent." valueMs={rule.emailAfterMs} isCritical={isCritical} onChange={(valueMs) => put('emailAfter', (draft) => { draft.emailAfterMs = valueMs })} />
            <MailServerField rule={rule} put={put} />
          </div>
        )}
        <RuleProblems problems={useRuleProblems(rule.id, ['ways', 'mailConnectionId'])} />
      </div>
      <RestraintFields rule={rule} put={put} />
    </FormSection>
  )
}

function After({ label, help, valueMs, isCritical, onChange }: { readonly label: string; readonly help: string; readonly valueMs: number; readonly isCritical: boolean; readonly onChange: (valueMs: number) => void }) {
  return (
    <Field label={label} help={isCritical ? 'Critical: at once.' : valueMs === 0 ? 'At once, without waiting.' : help}>
      <DurationField label={label} valueMs={valueMs} onChange={(next) => onChange(Math.min(next, LIMITS.noticeDelayMs))} />
    </Field>
  )
}

function MailServerField({ rule, put }: { readonly rule: Rule; readonly put: PutRule }) {
  const connections = useProject((project) => project.connections)
  const mayChange = useMayChange()
  const servers = inOrder(connections).filter(({ settings }) => settings.type === 'smtp')
  const only = servers.length === 1 ? servers[0] : undefined
  const chosen = rule.mailConnectionId ?? only?.id
  const create = () => {
    const id = newId()
    put('mailServer', (draft, project) => { draft.mailConnectionId = createConnection(project, { name: 'Mail server', type: 'smtp' }, () => id) })
    // Its name and its sender are still to be written.
    jumpTo({ type: 'resource', collection: 'connections', id })
  }
  if (servers.length === 0) {
    return (
      <div data-field="mailConnectionId" className="flex flex-col items-start gap-1">
        <span className="text-xs font-medium text-ink-soft">Mail server</span>
        {mayChange ? <Button size="small" icon={<Plus aria-hidden="true" className="size-3.5" />} onClick={create}>New mail server</Button> : <span className="text-xs text-ink-faint">None in this project.</span>}
      </div>
    )
  }
  const options = [{ value: '', label: only === undefined ? 'None chosen' : `The only one: ${only.name}` }, ...servers.map(({ id, name }) => ({ value: id, label: name }))]
  return (
    <div data-field="mailConnectionId">
      <Field label="Mail server" error={rule.mailConnectionId !== null && connections[rule.mailConnectionId] === undefined ? 'This mail server was deleted; choose another one.' : null}>
        <div className="flex items-center gap-1">
          <Select value={rule.mailConnectionId ?? ''} options={options} onChange={(id) => put('mailServer', (draft) => { draft.mailConnectionId = id === '' ? null : id })} />
          {chosen === undefined || connections[chosen] === undefined ? null : <IconButton size="small" label={`Open ${connections[chosen].name}`} icon={<ArrowUpRight />} onClick={() => jumpTo({ type: 'resource', collection: 'connections', id: chosen })} />}
        </div>
      </Field>
    </div>
  )
}
