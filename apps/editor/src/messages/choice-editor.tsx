import { addChoiceOption, changeChoiceOption, deleteChoiceOption, inOrder, moveChoiceOption, technicalNameProblem, type ChoiceOption, type Member, type OptionChange } from '@halley/model'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useState, type KeyboardEvent, type RefCallback } from 'react'
import { ChoiceIcon, choiceIconNames } from '@halley/player'
import { changeOrAsk, renameOrAsk } from '../breaking/breaking-change.ts'
import { Button, EmptyState, IconButton, Select, TextInput, useFocusAdded } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'
import { change, projectStore, useProject } from '../stores/project-store.ts'
import './message-editor.css'
import { optionColors } from './option-colors.ts'
import { ResourceHeading } from './resource-heading.tsx'

/** Edits the options of a choice: label, technical name and colour, in their order. */
export function ChoiceEditor({ choiceId }: { readonly choiceId: string }) {
  const choice = useProject((project) => project.choices[choiceId])
  const focus = useFocusAdded()
  if (choice === undefined) return <EmptyState title="This choice was deleted">Undo brings it back.</EmptyState>
  const options = inOrder(choice.options)
  const add = () => change('Add option', (draft) => {
    const id = addChoiceOption(draft, choiceId, 'Option', newId)
    if (id !== null) focus.expect(id)
  })
  return (
    <section aria-label="Choice" className="message-editor">
      <ResourceHeading tree="choices" id={choiceId} />
      <div className="min-h-0 flex-1 overflow-auto p-3">
        {options.length === 0 ? (
          <EmptyState title={`${choice.name} has no options yet`} actions={<Button variant="primary" icon={<Plus size={14} aria-hidden="true" />} onClick={add}>Add option</Button>}>
            An option is one of the values that people choose from.
          </EmptyState>
        ) : (
          <>
            <table aria-label={`Options of ${choice.name}`} className="w-full max-w-[720px] border-separate border-spacing-y-1 text-sm">
              <thead>
                <tr className="text-left text-xs text-ink-soft">
                  <th scope="col" className="font-medium">Label</th>
                  <th scope="col" className="pl-2 font-medium">Technical name</th>
                  <th scope="col" className="w-28 pl-2 font-medium">Colour</th>
                  <th scope="col" className="w-28 pl-2 font-medium">Icon</th>
                  <th scope="col" className="w-24"><span className="sr-only">Actions</span></th>
                </tr>
              </thead>
              <tbody>
                {options.map((option, index) => (
                  <OptionRow key={option.id} rowRef={focus.rowRef(option.id)} choiceId={choiceId} option={option} index={index} count={options.length} taken={new Set(options.filter((other) => other.id !== option.id).map((other) => other.technicalName))} />
                ))}
              </tbody>
            </table>
            <Button className="mt-2" icon={<Plus size={14} aria-hidden="true" />} onClick={add}>Add option</Button>
          </>
        )}
      </div>
    </section>
  )
}

type OptionRowProps = { readonly choiceId: string; readonly option: ChoiceOption; readonly index: number; readonly count: number; readonly taken: ReadonlySet<string>; readonly rowRef: RefCallback<HTMLElement> }

function OptionRow({ choiceId, option, index, count, taken, rowRef }: OptionRowProps) {
  const [name, setName] = useState<string | null>(null)
  const [technical, setTechnical] = useState<string | null>(null)
  const problem = technical === null || technical === '' ? undefined : technicalNameProblem(technical, taken)
  const put = (key: string, part: OptionChange) => change(`Change ${option.name}`, (draft) => changeChoiceOption(draft, { choiceId, optionId: option.id }, part), { mergeKey: `${option.id}-${key}` })
  const move = (to: number) => change(`Move ${option.name}`, (draft) => moveChoiceOption(draft, { choiceId, optionId: option.id }, to))
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    const to = index + (event.key === 'ArrowUp' ? -1 : 1)
    if (to >= 0 && to < count) move(to)
  }
  // On leaving, as every other name: the first label also gives the technical name.
  const storeName = () => {
    if (name !== null && name.trim() !== '' && name.trim() !== option.name) put('name', { name: name.trim() })
    setName(null)
  }
  const storeTechnical = () => {
    if (technical !== null && problem === undefined && technical !== option.technicalName) {
      renameOrAsk(`Call ${option.name} ${technical === '' ? 'by its label' : technical} in expressions`, (draft) => changeChoiceOption(draft, { choiceId, optionId: option.id }, { technicalName: technical }), { note: storedNote(choiceId, option) })
    }
    setTechnical(null)
  }
  return (
    <tr ref={rowRef} onKeyDown={onKeyDown}>
      <td><TextInput aria-label={`Label of ${option.name}`} value={name ?? option.name} maxLength={80} onChange={setName} onBlur={storeName} onKeyDown={(event) => event.key === 'Enter' && storeName()} /></td>
      <td className="pl-2">
        <TextInput mono aria-label={`Technical name of ${option.name}`} title={problem} invalid={problem !== undefined} value={technical ?? option.technicalName} maxLength={63} onChange={setTechnical} onBlur={storeTechnical} onKeyDown={(event) => event.key === 'Enter' && storeTechnical()} />
        {problem !== undefined && <p role="alert" className="text-xs text-danger">{problem}</p>}
      </td>
      <td className="pl-2">
        <Select
          label={`Colour of ${option.name}`}
          value={option.color ?? ''}
          onChange={(color) => put('color', { color })}
          options={[{ value: '', label: 'None' }, ...optionColors.map(({ value, label, shown }) => ({ value, label, icon: <span aria-hidden="true" className="size-3 shrink-0 rounded-full" style={{ background: shown }} /> }))]}
        />
      </td>
      <td className="pl-2">
        <Select
          label={`Icon of ${option.name}`}
          value={option.icon ?? ''}
          onChange={(icon) => put('icon', { icon })}
          options={[{ value: '', label: 'None' }, ...choiceIconNames.map((name) => ({ value: name, label: name.replaceAll('-', ' '), icon: <ChoiceIcon name={name} /> }))]}
        />
      </td>
      <td className="pl-1 text-right whitespace-nowrap">
        <IconButton size="small" label={`Move ${option.name} up`} shortcut="Alt+↑" icon={<ArrowUp />} disabled={index === 0} onClick={() => move(index - 1)} />
        <IconButton size="small" label={`Move ${option.name} down`} shortcut="Alt+↓" icon={<ArrowDown />} disabled={index === count - 1} onClick={() => move(index + 1)} />
        <IconButton size="small" label={`Delete ${option.name}`} icon={<Trash2 />} onClick={() => changeOrAsk(`Delete ${option.name}`, (draft) => deleteChoiceOption(draft, { choiceId, optionId: option.id }), { note: storedNote(choiceId, option) })} />
      </td>
    </tr>
  )
}

/** What no check of the project can know: the rows that are stored already. */
function storedNote(choiceId: string, { technicalName }: ChoiceOption): string | null {
  const holding = Object.values(projectStore.getState().project.lists).filter(({ storage, members }) => storage === 'stored' && Object.values<Member>(members).some((member) => member.type === 'field' && 'choiceId' in member.valueType && member.valueType.choiceId === choiceId))
  if (holding.length === 0) return null
  return `Rows of ${holding.map(({ name }) => `"${name}"`).join(', ')} that are stored already, and sessions that run now, keep the value ${technicalName}. It is none of this choice any more and shows as it is written; change those rows in the list's Rows.`
}
