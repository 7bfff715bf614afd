import { noticeLinkSchema, setNodeConfig, type NoticeLink } from '@halley/model'
import { useScope } from '../data/use-scope.ts'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Field, Select } from '../kit/index.ts'
import { change } from '../stores/project-store.ts'
import { setProperty, type FormSubject } from './node-form.ts'
import { ResourcePicker } from './resource-picker.tsx'

export type NoticeLinkFieldProps = {
  readonly subject: FormSubject
  readonly property: string
  readonly label: string
  readonly value: unknown
  readonly isMixed: boolean
  readonly help: string | undefined
  readonly problemAt: (path: readonly string[]) => string | undefined
  readonly reveal: { readonly from: number; readonly to: number } | undefined
}

const options: readonly { readonly value: NoticeLink['type']; readonly label: string }[] = [
  { value: 'app', label: 'The app' },
  { value: 'flow', label: 'A flowchart of the app' },
  { value: 'address', label: 'An address' },
]

/** What opens when somebody takes up a notification of a node. */
export function NoticeLinkField({ subject, property, label, value, isMixed, help, problemAt, reveal }: NoticeLinkFieldProps) {
  const scope = useScope()
  const parsed = noticeLinkSchema.safeParse(value)
  const link: NoticeLink = parsed.success ? parsed.data : { type: 'app' }
  const set = (next: NoticeLink) => setProperty(subject, { key: property, label }, next)
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Field label={label} {...(help !== undefined && { help })} error={problemAt([property])}>
        <Select value={isMixed ? null : link.type} placeholder="Different values" options={options} onChange={(type) => set(freshLink(type))} />
      </Field>
      {!isMixed && link.type === 'flow' && (
        <div data-field={`${property}/flowId`}>
          <Field label="Flowchart that opens" error={problemAt([property, 'flowId'])}>
            <ResourcePicker
              collection="flows" value={link.flowId} flowTypes={['flowchart']} mayCreate
              onPick={(id, create) => (create === undefined ? set({ type: 'flow', flowId: id }) : change('New flowchart', (draft) => {
                const flowId = create(draft)
                for (const nodeId of subject.nodeIds) setNodeConfig(draft, { flowId: subject.flowId, nodeId }, property, { type: 'flow', flowId })
              }))}
            />
          </Field>
        </div>
      )}
      {!isMixed && link.type === 'address' && (
        <div data-field={`${property}/url`} className="flex flex-col gap-1">
          <TemplateField label="Address that opens" value={link.url} scope={scope} placeholder="https://example.com/tickets/{event.key}" reveal={reveal} onChange={(url) => set({ type: 'address', url })} />
          {problemAt([property, 'url']) === undefined ? null : <p role="alert" className="text-xs text-danger">{problemAt([property, 'url'])}</p>}
        </div>
      )}
    </div>
  )
}

function freshLink(type: string): NoticeLink {
  if (type === 'flow') return { type, flowId: null }
  return type === 'address' ? { type, url: '' } : { type: 'app' }
}
