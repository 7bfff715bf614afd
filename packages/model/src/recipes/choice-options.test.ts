import { describe, expect, it } from 'vitest'
import { inOrder } from '../ids.ts'
import { emptyProject } from '../project.ts'
import { changeChoiceOption, deleteChoiceOption, moveChoiceOption } from './choice-options.ts'
import { createChoice } from './create-choice.ts'

function priority() {
  let ids = 0
  const project = emptyProject({ id: 'helpdesk', name: 'Helpdesk', technicalName: 'helpdesk' })
  const choiceId = createChoice(project, { name: 'Priority', options: ['Low', 'Normal', 'High'] }, () => `id${(ids += 1)}`)
  const options = () => inOrder(project.choices[choiceId]?.options ?? {})
  const ref = (name: string) => ({ choiceId, optionId: options().find((option) => option.name === name)?.id ?? '' })
  return { project, options, ref }
}

describe('the options of a choice', () => {
  it('have a technical name that follows the label until it was set by hand', () => {
    const { project, options, ref } = priority()
    changeChoiceOption(project, ref('Low'), { name: 'Very low' })
    expect(options()[0]).toMatchObject({ technicalName: 'veryLow' })
    changeChoiceOption(project, ref('Very low'), { technicalName: 'minor' })
    changeChoiceOption(project, ref('Very low'), { name: 'Lowest' })
    expect(options()[0]).toMatchObject({ name: 'Lowest', technicalName: 'minor', technicalNameSetByHand: true })
    changeChoiceOption(project, ref('Lowest'), { technicalName: '' })
    expect(options()[0]).toMatchObject({ technicalName: 'lowest', technicalNameSetByHand: false })
  })

  it('keep their technical name when the new one is taken', () => {
    const { project, options, ref } = priority()
    changeChoiceOption(project, ref('Low'), { technicalName: 'high' })
    expect(options()[0]).toMatchObject({ technicalName: 'low' })
  })

  it('can be moved, coloured and deleted', () => {
    const { project, options, ref } = priority()
    moveChoiceOption(project, ref('High'), 0)
    changeChoiceOption(project, ref('High'), { color: 'red' })
    deleteChoiceOption(project, ref('Normal'))
    expect(options().map((option) => [option.name, option.color])).toEqual([['High', 'red'], ['Low', undefined]])
    changeChoiceOption(project, ref('High'), { color: '' })
    expect(options()[0]).not.toHaveProperty('color')
  })
})
