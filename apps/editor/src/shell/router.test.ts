import { describe, expect, it } from 'vitest'
import { projectPath, routeOf } from './router.ts'

describe('addresses', () => {
  it('/ is the page of all projects', () => {
    expect(routeOf('/')).toEqual({ type: 'start' })
  })

  it('/p/ with an id is the editor of that project, with or without a slash at the end', () => {
    expect(routeOf(projectPath('helpdesk-escalation'))).toEqual({ type: 'project', projectId: 'helpdesk-escalation' })
    expect(routeOf('/p/helpdesk-escalation/')).toEqual({ type: 'project', projectId: 'helpdesk-escalation' })
  })

  it('the pages about who is here have addresses of their own', () => {
    expect(routeOf('/people')).toEqual({ type: 'account', page: 'people' })
    expect(routeOf('/sign-in/')).toEqual({ type: 'account', page: 'sign-in' })
    expect(routeOf('/people/ann')).toEqual({ type: 'unknown' })
  })

  it('anything else is no page', () => {
    for (const path of ['/p', '/p/', '/p/a/b', '/p/a%20b', '/x/a', '/p/__proto__']) expect(routeOf(path)).toEqual({ type: 'unknown' })
  })
})
