import { textMembersOf } from '@halley/nodes'
import { Select } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import type { FormSubject } from './node-form.ts'

type Props = { readonly subject: FormSubject; readonly value: string | null; readonly onChange: (memberId: string) => void }

/** Chooses a text field of the message that the node names; the only one needs no choosing. */
export function MessageTextPicker({ subject: { flowId, nodeIds }, value, onChange }: Props) {
  const project = useProject((whole) => whole)
  const messageId = project.flows[flowId]?.nodes[nodeIds[0] ?? '']?.config['messageId']
  const texts = textMembersOf(project, typeof messageId === 'string' ? messageId : null)
  const chosen = value ?? (texts.length === 1 ? (texts[0]?.id ?? null) : null)
  return <Select value={chosen} options={texts.map(({ id, name }) => ({ value: id, label: name }))} placeholder={texts.length === 0 ? 'No text in the message' : 'Choose a text'} onChange={onChange} />
}
