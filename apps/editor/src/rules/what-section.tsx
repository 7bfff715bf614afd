import { noticePriorities, type NoticeLink, type NoticePriority } from '@halley/model'
import { useId } from 'react'
import { TemplateField } from '../expression-field/template-field.tsx'
import { classNames, Field, FormSection, Select } from '../kit/index.ts'
import { ResourcePicker } from '../properties/resource-picker.tsx'
import { priorityWords } from './priority-words.ts'
import { useRuleProblems, type RuleFormProps } from './rule-form.ts'
import { useRuleContext } from './rule-scope.ts'
import { RuleProblems } from './rule-problems.tsx'
import { useRevealed } from './use-focus-setting.ts'

const linkOptions: readonly { readonly value: NoticeLink['type']; readonly label: string }[] = [
  { value: 'app', label: 'The app' },
  { value: 'flow', label: 'A flowchart of the app' },
  { value: 'address', label: 'An address' },
]

/** What a notification says, how urgent it is, and what it opens. */
export function WhatSection({ rule, put }: RuleFormProps) {
  const { ofTexts, about } = useRuleContext(rule.pattern)
  const revealed = { title: useRevealed(rule.id, 'title'), body: useRevealed(rule.id, 'body'), url: useRevealed(rule.id, 'link', 'url') }
  const problems = useRuleProblems(rule.id, ['title', 'link']).filter(({ code }) => !code.startsWith('expression/'))
  return (
    <FormSection title="What" lead="What people read, and what it opens.">
      <PriorityField value={rule.priority} onChange={(priority) => put('priority', (draft) => { draft.priority = priority })} />
      <div data-field="title"><TemplateField label="Title" value={rule.title} scope={ofTexts} reveal={revealed.title} placeholder="What happened, in a few words" help={about === null ? undefined : `{${about.example}} puts in what was sent.`} onChange={(text) => put('title', (draft) => { draft.title = text })} /></div>
      <div data-field="body"><TemplateField label="Text" value={rule.body} scope={ofTexts} reveal={revealed.body} multiline placeholder="Nothing more" onChange={(text) => put('body', (draft) => { draft.body = text })} /></div>
      <div data-field="link" className="flex flex-col gap-3">
        <Field label="Opens" {...(rule.link.type === 'flow' && { help: 'It starts with the message that caused the notification as the received one.' })}>
          <Select value={rule.link.type} options={linkOptions} onChange={(type) => put('link', (draft) => { draft.link = freshLink(type) })} />
        </Field>
        {rule.link.type === 'flow' && (
          <div data-field="link/flowId">
            <Field label="Flowchart">
              <ResourcePicker collection="flows" value={rule.link.flowId} flowTypes={['flowchart']} mayCreate onPick={(id, create) => put('flow', (draft, project) => { draft.link = { type: 'flow', flowId: create === undefined ? id : create(project) } })} />
            </Field>
          </div>
        )}
        {rule.link.type === 'address' && <div data-field="link/url"><TemplateField label="Address" value={rule.link.url} scope={ofTexts} reveal={revealed.url} placeholder="https://example.com/tickets/{event.key}" onChange={(url) => put('url', (draft) => { draft.link = { type: 'address', url } })} /></div>}
        <RuleProblems problems={problems} />
      </div>
    </FormSection>
  )
}

function freshLink(type: string): NoticeLink {
  if (type === 'flow') return { type, flowId: null }
  return type === 'address' ? { type, url: '' } : { type: 'app' }
}

function PriorityField({ value, onChange }: { readonly value: NoticePriority; readonly onChange: (priority: NoticePriority) => void }) {
  const name = useId()
  return (
    <fieldset aria-describedby={`${name}-help`}>
      <legend className="mb-1 text-xs font-medium text-ink-soft">Priority</legend>
      <div className="inline-flex max-w-full overflow-hidden rounded-md border border-line-control bg-raised">
        {noticePriorities.map((priority) => (
          <label key={priority} className={classNames('relative flex h-7 items-center px-3 text-sm not-first:border-l not-first:border-line has-[:focus-visible]:z-10 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-[-2px] has-[:focus-visible]:outline-accent', priority === value ? 'bg-selected font-medium' : 'text-ink-soft hover:bg-hover')}>
            <input type="radio" name={name} value={priority} checked={priority === value} onChange={() => onChange(priority)} className="absolute inset-0 opacity-0" />
            {priorityWords[priority].label}
          </label>
        ))}
      </div>
      <p id={`${name}-help`} className="mt-1 text-xs text-ink-faint">{priorityWords[value].help}</p>
    </fieldset>
  )
}
