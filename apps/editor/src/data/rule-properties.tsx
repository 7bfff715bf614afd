import { Button, Checkbox } from '../kit/index.ts'
import { usePutRule } from '../rules/rule-form.ts'
import { ruleInWords } from '../rules/rule-words.ts'
import { useProject, useProjectShallow } from '../stores/project-store.ts'
import { showTab } from '../stores/view-store.ts'
import { ResourceDescription, ResourceNames } from './resource-names.tsx'

/** A notification rule's names, whether it is on, and what it says in a sentence; it is edited in the centre. */
export function RuleProperties({ id }: { readonly id: string }) {
  const rule = useProject((project) => project.rules[id])
  const resources = useProjectShallow(({ technicalName, channels, rooms, messages, personas }) => ({ technicalName, channels, rooms, messages, personas }))
  const put = usePutRule(id)
  if (rule === undefined) return null
  return (
    <>
      <ResourceNames tree="rules" id={id} />
      <Checkbox label="On" help={rule.isOn ? undefined : 'While it is off, it notifies nobody.'} checked={rule.isOn} onChange={(isOn) => put('on', (draft) => { draft.isOn = isOn })} />
      <p className="text-xs text-pretty break-words text-ink-soft">{ruleInWords(rule, resources)}</p>
      <ResourceDescription tree="rules" id={id} />
      <Button onClick={() => showTab({ type: 'rule', ruleId: id })}>Edit the rule</Button>
    </>
  )
}
