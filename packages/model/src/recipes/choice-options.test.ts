import { describe, expect, it } from 'vitest'
import { inOrder } from '../ids.ts'
import { emptyProject, type Project } from '../project.ts'
import { changeChoiceOption, deleteChoiceOption, moveChoiceOption } from './choice-options.ts'
import { addChoiceOption, createChoice } from './create-choice.ts'
import { createField } from './create-data.ts'
import { createNavigationItem } from './create-navigation.ts'

function priority() {
  let ids = 0
  const project = emptyProject({ id: 'helpdesk', name: 'Helpdesk', technicalName: 'helpdesk' })
  const choiceId = createChoice(project, { name: 'Priority', options: ['Low', 'Normal', 'High'] }, () => `id${(ids += 1)}`)
  const options = () => inOrder(project.choices[choiceId]?.options ?? {})
  const ref = (name: string) => ({ choiceId, optionId: options().find((option) => option.name === name)?.id ?? '' })
  return { project, options, ref }
}

describe('the options of a choice', () => {
  it('get their technical name with their first label and keep it through every other', () => {
    const { project, options, ref } = priority()
    changeChoiceOption(project, ref('Low'), { name: 'Very low' })
    expect(options()[0]).toMatchObject({ name: 'Very low', technicalName: 'low' })
    const choiceId = ref('High').choiceId
    const optionId = addChoiceOption(project, choiceId, 'Option', () => 'added') ?? ''
    changeChoiceOption(project, { choiceId, optionId }, { name: 'Urgent' })
    expect(options()[3]).toMatchObject({ name: 'Urgent', technicalName: 'urgent', technicalNameSetByHand: false })
    changeChoiceOption(project, { choiceId, optionId }, { name: 'Right now' })
    expect(options()[3]).toMatchObject({ name: 'Right now', technicalName: 'urgent' })
  })

  it('keep the technical name that they were added with where something uses it', () => {
    for (const use of [
      (project: Project, choiceId: string) => {
        createField(project, { name: 'State', valueType: { type: 'singleChoice', choiceId } }, () => 'state')
        Object.assign(project.fields['state'] ?? {}, { default: 'option' })
      },
      (project: Project) => createNavigationItem(project, { name: 'Desk', flowId: null }, () => 'desk') && Object.assign(project.navigation['desk'] ?? {}, { visibleWhen: 'state == "option"' }),
    ]) {
      const { project, options, ref } = priority()
      const { choiceId } = ref('High')
      const optionId = addChoiceOption(project, choiceId, 'Option', () => 'added') ?? ''
      use(project, choiceId)
      changeChoiceOption(project, { choiceId, optionId }, { name: 'Urgent' })
      expect(options()[3]).toMatchObject({ name: 'Urgent', technicalName: 'option' })
    }
  })

  it('take their defaults along when their technical name is set by hand', () => {
    const { project, options, ref } = priority()
    const { choiceId } = ref('Low')
    createField(project, { name: 'State', valueType: { type: 'singleChoice', choiceId } }, () => 'state')
    createField(project, { name: 'States', valueType: { type: 'multipleChoice', choiceId } }, () => 'states')
    createField(project, { name: 'Word' }, () => 'word')
    Object.assign(project.fields['state'] ?? {}, { default: 'low' })
    Object.assign(project.fields['states'] ?? {}, { default: ['high', 'low'] })
    Object.assign(project.fields['word'] ?? {}, { default: 'low' })
    changeChoiceOption(project, ref('Low'), { technicalName: 'minor' })
    changeChoiceOption(project, ref('Low'), { name: 'Lowest' })
    expect(options()[0]).toMatchObject({ name: 'Lowest', technicalName: 'minor', technicalNameSetByHand: true })
    expect([project.fields['state']?.default, project.fields['states']?.default, project.fields['word']?.default]).toStrictEqual(['minor', ['high', 'minor'], 'low'])
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
