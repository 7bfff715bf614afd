import { FlaskConical } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button, EmptyState, FormFrame, Switch } from '../kit/index.ts'
import { ResourceHeading } from '../messages/resource-heading.tsx'
import { LookOnly } from '../shell/look-only.tsx'
import { useProject, useProjectShallow } from '../stores/project-store.ts'
import { HowSection } from './how-section.tsx'
import { NoticePreview } from './notice-preview.tsx'
import { RuleTestDialog } from './rule-test-dialog.tsx'
import { ruleInWords } from './rule-words.ts'
import './rule-editor.css'
import { usePutRule, useRuleProblems } from './rule-form.ts'
import { RuleProblems } from './rule-problems.tsx'
import { useFocusSetting } from './use-focus-setting.ts'
import { WhatSection } from './what-section.tsx'
import { WhenSection } from './when-section.tsx'
import { WhoSection } from './who-section.tsx'

/** Edits a notification rule: when it notifies whom of what by which ways; beside it, how that looks. */
export function RuleEditor({ ruleId }: { readonly ruleId: string }) {
  const rule = useProject((project) => project.rules[ruleId])
  const resources = useProjectShallow(({ technicalName, channels, rooms, messages, personas }) => ({ technicalName, channels, rooms, messages, personas }))
  const put = usePutRule(ruleId)
  const others = useRuleProblems(ruleId, [''])
  const form = useRef<HTMLDivElement>(null)
  useFocusSetting(form, ruleId)
  const [isTesting, setTesting] = useState(false)
  if (rule === undefined) return <EmptyState title="This rule was deleted">Undo brings it back.</EmptyState>
  const heading = (
    <div className="flex shrink-0 items-stretch">
      <div className="min-w-0 flex-1"><LookOnly><ResourceHeading tree="rules" id={ruleId} /></LookOnly></div>
      <div className="flex items-center gap-3 border-b border-line pr-3">
        <LookOnly><Switch label={rule.isOn ? 'On' : 'Off'} checked={rule.isOn} onChange={(isOn) => put('on', (draft) => { draft.isOn = isOn })} /></LookOnly>
        <Button icon={<FlaskConical aria-hidden="true" className="size-3.5" />} onClick={() => setTesting(true)}>Test</Button>
      </div>
    </div>
  )
  return (
    <>
      <FormFrame label="Notification rule" settings="Settings of the rule" className="rule-editor" heading={heading} aside={<NoticePreview rule={rule} />} fields={form}>
        <p className="text-base text-pretty text-ink-soft">{ruleInWords(rule, resources)}{rule.isOn ? null : <strong className="font-medium text-ink"> It is off.</strong>}</p>
        <RuleProblems problems={others} />
        <LookOnly>
          <WhenSection rule={rule} put={put} />
          <WhoSection rule={rule} put={put} />
          <WhatSection rule={rule} put={put} />
          <HowSection rule={rule} put={put} />
        </LookOnly>
      </FormFrame>
      {isTesting ? <RuleTestDialog rule={rule} onClose={() => setTesting(false)} /> : null}
    </>
  )
}
