import { describe, expect, it } from 'vitest'
import { memoryBrowser, memoryServer } from './memory-server.test-fixture.ts'
import { syncProject, type SyncState } from './project-sync.ts'

function openTab(server: ReturnType<typeof memoryServer>, browser: ReturnType<typeof memoryBrowser>, tabId: string) {
  const { connection, setUp } = server.connect()
  const states: SyncState[] = []
  const notices: string[] = []
  const timers: (() => void)[] = []
  let made = 0
  const sync = syncProject('p1', {
    connection,
    sendEdit: (projectId, edit) => connection.request('edit', { projectId, edit }),
    outbox: browser.outboxOf(tabId),
    nowMs: () => made * 10_000,
    newId: () => `${tabId}-${(made += 1)}`,
    after: (_delayMs, run) => {
      timers.push(run)
      return () => { timers.splice(timers.indexOf(run), 1) }
    },
    onState: (state) => states.push(state),
    onNotice: (title) => notices.push(title),
  })
  const open = () => {
    const last = states.at(-1)
    if (last?.type !== 'open') throw new Error(`the project is ${last?.type}`)
    return last
  }
  return {
    sync,
    setUp,
    notices,
    rename: (name: string) => sync.change(`Rename to ${name}`, (draft) => { draft.name = name }, {}),
    describe: (technicalName: string) => sync.change('Technical name', (draft) => { draft.technicalName = technicalName }, {}),
    runTimers: () => timers.splice(0).forEach((run) => run()),
    get open() { return open() },
    get shownName() { return open().session.current.name },
    get unsent() { return open().session.pending.length },
  }
}

/** Lets everything that waits for nothing but promises be done. */
async function settled() {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

async function twoTabs() {
  const server = memoryServer()
  const browser = memoryBrowser()
  const left = openTab(server, browser, 'left')
  const right = openTab(server, browser, 'right')
  await settled()
  return { server, browser, left, right }
}

describe('an open project', () => {
  it('a change shows at once and is saved when the server has it', async () => {
    const { server, left } = await twoTabs()
    server.hold()
    left.rename('Service desk')
    expect([left.shownName, left.unsent]).toEqual(['Service desk', 1])
    server.letGo()
    await settled()
    expect([left.unsent, server.project.name]).toEqual([0, 'Service desk'])
  })

  it('others see a change, and what they changed elsewhere stays', async () => {
    const { server, left, right } = await twoTabs()
    left.rename('Service desk')
    right.describe('serviceDesk')
    await settled()
    for (const tab of [left, right]) expect(tab.open.session.current).toMatchObject({ name: 'Service desk', technicalName: 'serviceDesk' })
    expect(server.project).toMatchObject({ name: 'Service desk', technicalName: 'serviceDesk' })
  })

  it('a change that the server refuses is taken back, and the person is told', async () => {
    const { server, left } = await twoTabs()
    server.refuse('left-1', { code: 'edit/invalid', message: 'The name is too long.' })
    left.rename('Too long')
    left.describe('kept')
    await settled()
    expect(left.open.session.current).toMatchObject({ name: 'Helpdesk', technicalName: 'kept' })
    expect(left.notices).toEqual(['Not kept: Rename to Too long'])
  })

  it('a change that cannot be stored now stays first in the queue and is sent again', async () => {
    const { server, left } = await twoTabs()
    server.refuse('left-1', { code: 'edit/unavailable', message: 'The disk is full.' })
    left.rename('Service desk')
    left.describe('desk')
    await settled()
    expect([left.open.trouble, left.unsent]).toEqual(['The disk is full.', 2])
    left.runTimers()
    await settled()
    expect([left.open.trouble, left.unsent]).toEqual([null, 0])
    expect(server.received).toEqual(['left-1', 'left-1', 'left-2'])
  })

  it('undo and redo are steps of this person alone', async () => {
    const { server, left, right } = await twoTabs()
    left.rename('Service desk')
    await settled()
    right.describe('desk')
    await settled()
    left.sync.undo()
    await settled()
    expect(server.project).toMatchObject({ name: 'Helpdesk', technicalName: 'desk' })
    left.sync.redo()
    await settled()
    expect(right.shownName).toBe('Service desk')
  })

  it('the history can be walked to any step, back and forth', async () => {
    const { left } = await twoTabs()
    for (const name of ['A', 'B', 'C']) left.rename(name)
    await settled()
    left.sync.goTo('left-1')
    expect(left.shownName).toBe('A')
    left.sync.goTo(null)
    expect(left.shownName).toBe('Helpdesk')
    const newest = left.open.session.redoSteps[0]?.edits[0]?.editId ?? ''
    left.sync.goTo(newest)
    expect(left.shownName).toBe('C')
  })
})

describe('a cut connection', () => {
  it('changes made offline are kept in the browser and sent in their order when it is back', async () => {
    const { server, browser, left, right } = await twoTabs()
    left.setUp(false)
    left.rename('One')
    left.rename('Two')
    await settled()
    expect([left.open.connected, left.unsent, browser.boxes.get('p1/left')?.length]).toEqual([false, 2, 2])
    left.setUp(true)
    await settled()
    expect([left.unsent, right.shownName, browser.boxes.size]).toEqual([0, 'Two', 0])
    expect(server.received).toEqual(['left-1', 'left-2'])
  })

  it('an edit whose answer was lost is sent again under its id and counts once', async () => {
    const { server, left, right } = await twoTabs()
    server.hold()
    left.rename('Service desk')
    left.setUp(false)
    server.letGo()
    await settled()
    left.setUp(true)
    await settled()
    expect([left.unsent, left.open.session.revision, right.open.session.revision]).toEqual([0, 1, 1])
  })

  it('what others did meanwhile is caught up with', async () => {
    const { left, right } = await twoTabs()
    left.setUp(false)
    right.rename('From the right')
    left.describe('fromTheLeft')
    await settled()
    left.setUp(true)
    await settled()
    for (const tab of [left, right]) expect(tab.open.session.current).toMatchObject({ name: 'From the right', technicalName: 'fromTheLeft' })
  })
})

describe('a closed tab', () => {
  it('leaves its unsent changes to the next that opens the project', async () => {
    const { server, browser, left } = await twoTabs()
    left.setUp(false)
    left.rename('Left behind')
    await settled()
    left.sync.close()
    browser.closeTab('left')
    const third = openTab(server, browser, 'third')
    await settled()
    expect([third.shownName, server.project.name, browser.boxes.size]).toEqual(['Left behind', 'Left behind', 0])
  })

  it('a tab that lives keeps its own: nobody else sends them', async () => {
    const { server, browser, left } = await twoTabs()
    left.setUp(false)
    left.rename('Still mine')
    await settled()
    openTab(server, browser, 'third')
    await settled()
    expect([server.received, browser.boxes.get('p1/left')?.length]).toEqual([[], 1])
  })

  it('a tab that went to another project and came back takes up what it left', async () => {
    const { server, browser, left } = await twoTabs()
    left.setUp(false)
    left.rename('Left and came back')
    await settled()
    left.sync.close()
    openTab(server, browser, 'left')
    await settled()
    expect(server.project.name).toBe('Left and came back')
  })
})
