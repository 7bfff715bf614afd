import { describe, expect, test } from 'vitest'
import { checkDocument } from './check-document.ts'
import { checkNames } from './check-names.ts'
import { helpDesk } from './help-desk.test-fixture.ts'
import type { Project } from './project.ts'
import { addMember, createFlow, setTechnicalName } from './recipes/index.ts'

function problems(change: (project: Project) => unknown): [string, string][] {
  const project = helpDesk()
  change(project)
  return checkDocument(project).map((problem) => [problem.code, problem.text])
}

test('a sound project has no problems', () => expect(problems(() => {})).toStrictEqual([]))

describe('names', () => {
  test('a technical name that two have is an error on the later one, with a free one to take', () => {
    const project = helpDesk()
    Object.assign(project.fields['draftSubject'] ?? {}, { technicalName: 'Ticket' })
    expect(checkNames(project)).toMatchObject([{ code: 'names/same_technical_name', place: { collection: 'fields', id: 'draftSubject' }, fix: { type: 'renameTechnical', technicalName: 'Ticket2' }, text: expect.stringMatching(/the message "Ticket" and the field "Draft subject"/) }])
    setTechnicalName(project, { collection: 'fields', id: 'draftSubject' }, 'Ticket2')
    expect(checkNames(project)).toStrictEqual([])
  })

  test.each<[string, (project: Project) => unknown]>([
    ['names/same_name', (project) => Object.assign(project.messages, { two: { ...project.messages['ticket'], id: 'two', technicalName: 'Two' } })],
    ['names/reserved', (project) => Object.assign(project.fields['draftSubject'] ?? {}, { technicalName: 'event' })],
    ['names/same_technical_name', (project) => Object.assign(project.messages['ticket']?.members['subject'] ?? {}, { technicalName: 'lines' })],
    ['names/same_technical_name', (project) => Object.assign(project.choices['priority']?.options['low'] ?? {}, { technicalName: 'high' })],
  ])('%s', (code, change) => expect(problems(change).map(([found]) => found)).toStrictEqual([code]))
})

describe('fields and resources', () => {
  const subject = (part: object) => (project: Project) => Object.assign(project.messages['ticket']?.members['subject'] ?? {}, part)
  test.each<[string, (project: Project) => unknown, RegExp]>([
    ['field/no_choice', subject({ valueType: { type: 'singleChoice', choiceId: null } }), /choose which/],
    ['field/choice_missing', subject({ valueType: { type: 'multipleChoice', choiceId: 'gone' } }), /was deleted/],
    ['field/limits_crossed', subject({ valueType: { type: 'number', min: 5, max: 1 } }), /No number fits "Subject"/],
    ['field/pattern_invalid', subject({ valueType: { type: 'text', pattern: '(a+)+' } }), /repeats a group/],
    ['field/default_invalid', subject({ default: 'x'.repeat(101) }), /The default of "Subject" does not fit: it has 101 characters; the limit is 100/],
    ['message/empty', (project) => { if (project.messages['ticket']) project.messages['ticket'].members = {} }, /no fields/],
    ['list/empty', (project) => addMember(project, { collection: 'lists', id: 'openTickets' }, { type: 'list', name: 'Parts' }, () => 'parts'), /"Parts"/],
    ['channel/message_missing', (project) => project.channels['escalation']?.messageIds.push('gone'), /A message that may travel on "Escalation" was deleted\./],
    ['choice/empty', (project) => { if (project.choices['priority']) project.choices['priority'].options = {} }, /no options/],
    ['navigation/no_flow', (project) => Object.assign(project.navigation['home'] ?? {}, { flowId: null }), /choose its flowchart/],
    ['navigation/flow_missing', (project) => Object.assign(project.navigation['home'] ?? {}, { flowId: 'gone' }), /was deleted/],
    ['project/no_home', (project) => Object.assign(project.settings, { homeFlowId: null }), /no Home/],
    ['project/home_missing', (project) => Object.assign(project.settings, { homeFlowId: 'gone' }), /was deleted/],
    ['project/start_not_action', (project) => Object.assign(project.settings, { onApplicationStartFlowId: 'report' }), /not an action flowchart/],
    ['project/home_no_screens', (project) => { project.settings.homeFlowId = createFlow(project, { name: 'Act', type: 'action' }, (() => { let count = 0; return () => `act${(count += 1)}` })()) }, /shows no screens/],
    ['persona/home_missing', (project) => Object.assign(project.personas['officer'] ?? {}, { homeFlowId: 'gone' }), /"Officer"/],
  ])('%s', (code, change, text) => {
    const found = problems(change)
    expect(found.map(([one]) => one)).toStrictEqual([code])
    expect(found[0]?.[1]).toMatch(text)
  })

  test('lists nested deeper than four levels', () => {
    const found = problems((project) => {
      const members = project.messages['ticket']?.members ?? {}
      for (const level of [2, 3, 4, 5]) Object.assign(members, { [`l${level}`]: { ...members['lines'], id: `l${level}`, parentId: level === 2 ? 'lines' : `l${level - 1}`, name: `L${level}`, technicalName: `l${level}` } })
    })
    expect(found).toStrictEqual([['list/too_deep', '"L5" is nested in more than 3 lists; move it up.']])
  })
})

describe('what only a file that was changed by hand can hold', () => {
  test.each<[string, (project: Project) => unknown, RegExp]>([
    ['folder/lost', (project) => Object.assign(project.folders, { a: { id: 'a', tree: 'flows', parentId: 'b', order: 'a0', name: 'Inner' }, b: { id: 'b', tree: 'flows', parentId: 'a', order: 'a0', name: 'Outer' } }), /"Inner" is inside itself/],
    ['folder/lost', (project) => Object.assign(project.folders, { a: { id: 'a', tree: 'flows', parentId: 'gone', order: 'a0', name: 'Inner' } }), /"Inner"/],
    ['folder/lost', (project) => Object.assign(project.folders, { top: { id: 'top', tree: 'flows', parentId: null, order: 'a0', name: 'Top' }, a: { id: 'a', tree: 'messages', parentId: 'top', order: 'a0', name: 'Other tree' } }), /"Other tree"/],
    ['list/parent_missing', (project) => Object.assign(project.messages['ticket']?.members['subject'] ?? {}, { parentId: 'gone' }), /"Subject" is in a list that is not there/],
    ['names/unreadable', (project) => Object.assign(project.fields['draftSubject'] ?? {}, { name: 'Draft\u0007' }), /\(U\+0007\)/],
    ['names/unreadable', (project) => Object.assign(project.fields['draftSubject'] ?? {}, { name: 'Draft \udc00' }), /\(U\+DC00\)/],
    ['names/reserved', (project) => Object.assign(project.fields['draftSubject'] ?? {}, { technicalName: 'hasOwnProperty' }), /`hasOwnProperty`/],
  ])('%s', (code, change, text) => {
    const found = problems(change)
    expect(found.map(([one]) => one)).toContain(code)
    expect(found.find(([one]) => one === code)?.[1]).toMatch(text)
  })
})
