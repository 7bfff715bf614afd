import { inOrder, type Project, type WidgetView } from '@halley/model'
import { choiceLabels } from './choice-labels.ts'
import { plainText, type ValueType } from './expressions/index.ts'

type Badge = Omit<Extract<WidgetView, { kind: 'badge' }>, 'kind' | 'id'>

/** What a badge shows: of a choice the option's label, colour and icon, of anything else its text in the widget's tone. Unknown is a dash. */
export function badgeOf(value: unknown, type: ValueType | undefined, { project, tone }: { readonly project: Pick<Project, 'choices'>; readonly tone: Badge['tone'] }): Badge {
  if (value === null || value === undefined || value === '') return { text: '–', tone: 'neutral' }
  const known: ValueType = type ?? { type: 'any' }
  const text = choiceLabels(value, known) ?? plainText(value, known)
  const choice = known.type === 'choice' ? project.choices[known.choiceId ?? ''] : undefined
  const option = choice && inOrder(choice.options).find(({ technicalName }) => technicalName === value)
  return {
    text: option?.name ?? text,
    tone,
    ...(option?.color !== undefined && option.color !== '' && { color: option.color }),
    ...(option?.icon !== undefined && option.icon !== '' && { icon: option.icon }),
  }
}
