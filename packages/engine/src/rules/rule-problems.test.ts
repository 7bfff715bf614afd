import { describe, expect, test } from 'vitest'
import { compiledDesk, deskWith, idOf, problemsOfDesk } from './desk.test-fixture.ts'
import { problemsOf } from '../check-project.ts'

describe('a rule that is right', () => {
  test('has no problems', () => expect(problemsOfDesk(deskWith().project)).toEqual([]))
  test('may be about what its own notification causes', () => expect(problemsOfDesk(deskWith((rule) => { rule.pattern = 'events.*.helpdesk.>'; rule.title = 'New' }).project)).toEqual([]))
})

describe('the pattern of a rule', () => {
  test.each([
    ['', 'rule/no_pattern', /such as events\.\*\.helpdesk/],
    ['events.*.helpdesk.escalation.Ticket*.*', 'rule/pattern_invalid', /wildcard is a whole token; write \*/],
    ['events.*.helpdesk..Ticket.*', 'rule/pattern_invalid', /empty/],
    ['events.*.helpdesk.escalation.Ticket', 'rule/pattern_length', /has 5/],
    ['topics.*.helpdesk.escalation.Ticket.*', 'rule/pattern_family', /begin with events/],
    ['events.*.helpdesk.escalations.Ticket.*', 'rule/channel_missing', /Did you mean `escalation`\?/],
    ['events.*.helpdesk.*.Tickets.*', 'rule/message_missing', /Did you mean `Ticket`\? Write \*/],
    ['events.*.helpdesk.lounge.Ticket.*', 'rule/message_missing', /`message_posted` alone/],
    ['events.*.helpdesk.escalation.message_posted.*', 'rule/message_missing', /is a channel/],
    ['events.*.helpdesk.gossip.Ticket.*', 'rule/message_not_on_channel', /does not travel on/],
    ['events.*.shop.orders.Order.*', 'rule/matches_nothing_here', /about the app "shop"/],
    ['events.*.*.orders.Order.*', 'rule/matches_nothing_here', /no channel and no room/],
  ])('%s is a problem: %s', (pattern, code, text) => {
    const { project, rule } = deskWith((made) => { made.pattern = pattern; if (pattern !== 'events.*.helpdesk.gossip.Ticket.*') made.title = 'New' })
    const found = problemsOf(compiledDesk(project)).filter(({ place }) => place.type === 'resource' && place.collection === 'rules')
    expect(found.map(({ code: each }) => each)).toEqual([code])
    expect(found[0]?.text).toMatch(text)
    expect(found[0]?.place).toEqual({ type: 'resource', collection: 'rules', id: rule.id, path: ['pattern'] })
  })
  test.each(['events.*.helpdesk.>', 'events.>', '*.>', '*.*.*.*.*.*', 'events.*.helpdesk.*.Note.*', 'events.acme.helpdesk.escalation.*.7.region.north', 'events.*.helpdesk.lounge.*.*', 'events.*.*.*.message_posted.*'])('%s is none', (pattern) => {
    expect(problemsOfDesk(deskWith((rule) => { rule.pattern = pattern; rule.title = 'New' }).project)).toEqual([])
  })
})

describe('a rule has a problem', () => {
  test.each<[string, Parameters<typeof deskWith>[0], readonly (readonly [string, string])[]]>([
    ['without anybody to notify', (rule) => { rule.recipients.roles = [] }, [['rule/no_recipients', 'recipients']]],
    ['without a title', (rule) => { rule.title = ' ' }, [['rule/no_title', 'title']]],
    ['without a way', (rule) => { rule.ways.inbox = false }, [['rule/no_way', 'ways']]],
    ['when its condition does not check', (rule) => { rule.condition = 'Ticket.sender == "x"' }, [['expression/unknown-field', 'condition']]],
    ['when its condition is no yes or no', (rule) => { rule.condition = 'Ticket.subject' }, [['expression/wrong-type', 'condition']]],
    ['when it reads what only a session has', (rule) => { rule.body = '{user.name}' }, [['expression/unknown-name', 'body']]],
    ['when the condition reads the recipient', (rule) => { rule.condition = 'recipient.name == "x"' }, [['expression/unknown-name', 'condition']]],
    ['when its recipients are numbers', (rule) => { rule.recipients.expression = 'Ticket.count' }, [['rule/recipients_type', 'recipients.expression']]],
    ['with e-mail and no mail server', (rule, project) => { rule.ways.email = true; project.connections = {} }, [['rule/no_mail_server', 'mailConnectionId']]],
    ['with a mail server that is gone', (rule) => { rule.ways.email = true; rule.mailConnectionId = 'gone' }, [['rule/mail_server_missing', 'mailConnectionId']]],
    ['with a mail server that has no name and no sender yet', (rule, project) => {
      rule.ways.email = true
      for (const { settings } of Object.values(project.connections)) if (settings.type === 'smtp') Object.assign(settings, { host: '', from: '' })
    }, [['rule/mail_server_unfinished', 'mailConnectionId']]],
    ['with a flowchart that is gone', (rule) => { rule.link = { type: 'flow', flowId: 'gone' } }, [['notice/flow_missing', 'link.flowId']]],
    ['without the flowchart that opens', (rule) => { rule.link = { type: 'flow', flowId: null } }, [['notice/no_flow', 'link.flowId']]],
    ['with a flowchart that shows nothing', (rule, project) => { rule.link = { type: 'flow', flowId: idOf(project.flows, 'cleanUp') } }, [['notice/flow_no_screens', 'link.flowId']]],
    ['with an address of another kind', (rule) => { rule.link = { type: 'address', url: 'javascript:alert(1)' } }, [['notice/address_invalid', 'link.url']]],
    ['in a time zone that nobody has', (rule) => { rule.quietHours = { from: '22:00', to: '07:00', timeZone: 'Europe/Atlantis' } }, [['rule/time_zone_unknown', 'quietHours.timeZone']]],
    ['when it is critical and has a digest', (rule) => { rule.priority = 'critical'; rule.digestMs = 60_000 }, [['rule/critical_waits_for_nothing', 'digestMs']]],
  ])('%s', (_what, change, problems) => expect(problemsOfDesk(deskWith(change).project)).toEqual(problems))

  test('with e-mail, two mail servers and none chosen', () => {
    const { project } = deskWith((rule, { connections }) => {
      rule.ways.email = true
      const [post] = Object.values(connections)
      if (post !== undefined) connections['second'] = { ...post, id: 'second', name: 'Second', technicalName: 'second' }
    })
    expect(problemsOfDesk(project)).toEqual([['rule/which_mail_server', 'mailConnectionId']])
  })

  test('at its place in the text', () => {
    const { project } = deskWith((rule) => { rule.body = 'About {Ticket.nothing}' })
    expect(problemsOf(compiledDesk(project)).find(({ code }) => code === 'expression/unknown-field')?.place).toMatchObject({ path: ['body'], from: 14, to: 21 })
  })
})

describe('compiling again', () => {
  test('takes a rule over when nothing that it reads has changed', () => {
    const { project, rule } = deskWith()
    const before = compiledDesk(project)
    expect(compiledDesk({ ...project, flows: { ...project.flows } }, before).rules.get(rule.id)).toBe(before.rules.get(rule.id))
    expect(compiledDesk({ ...project, rules: { [rule.id]: { ...rule, isOn: false } } }, before).rules.get(rule.id)).not.toBe(before.rules.get(rule.id))
    expect(compiledDesk({ ...project, rooms: {} }, before).rules.get(rule.id)).not.toBe(before.rules.get(rule.id))
    expect(compiledDesk({ ...project, technicalName: 'other' }, before).rules.get(rule.id)?.diagnostics.map(({ code }) => code)).toEqual(['rule/matches_nothing_here', 'expression/unknown-name'])
  })
})
