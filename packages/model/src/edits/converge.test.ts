import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Edit } from '../edit.ts'
import { countingIds, helpDesk } from '../help-desk.test-fixture.ts'
import { inOrder } from '../ids.ts'
import { projectSchema, type Project } from '../project.ts'
import * as recipes from '../recipes/index.ts'
import { acceptEdit } from './accept-edit.ts'
import { applyPatches } from './apply-edit.ts'
import { acknowledged, beginSession, isMissingEdits, makeEdit, receivedRemote, reconnected, redo, refused, undo, unsentEdits, type EditSession, type Ordered } from './edit-session.ts'
import { recordEdit } from './record-edit.ts'

// How many histories, and how many edits each has (a little over half of the steps are edits, the rest is the network): a long run is HALLEY_HISTORIES=1000 HALLEY_HISTORY_EDITS=400.
declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const HISTORIES = Number(process.env['HALLEY_HISTORIES'] ?? 100)
const HISTORY_EDITS = Number(process.env['HALLEY_HISTORY_EDITS'] ?? 30)
const PEOPLE = 5

/** A gesture drawn at random. `pick` and `other` choose among what is there when it is made; `text` is what is typed. */
type Gesture = { readonly type: keyof typeof gestureRecipes; readonly pick: number; readonly other: number; readonly text: string }

type Recipe = (draft: Project, gesture: Gesture, newId: () => string) => unknown
const at = <Entry>(entries: readonly Entry[], index: number): Entry | undefined => entries[index % Math.max(1, entries.length)]
const flowAt = (draft: Project, pick: number) => at(inOrder(draft.flows), pick)
const nodeAt = (draft: Project, pick: number) => {
  const flow = flowAt(draft, pick)
  return flow && { flowId: flow.id, nodeId: at(Object.keys(flow.nodes), pick) ?? '' }
}
const ownerAt = (draft: Project, pick: number): recipes.MemberOwner => {
  const [collection, id] = at([...Object.keys(draft.messages).map((id) => ['messages', id] as const), ...Object.keys(draft.lists).map((id) => ['lists', id] as const)], pick) ?? ['messages', 'none']
  return { collection, id }
}
const memberAt = (draft: Project, owner: recipes.MemberOwner, pick: number): string => at(Object.keys(draft[owner.collection][owner.id]?.members ?? {}), pick) ?? 'none'
const collections = ['messages', 'channels', 'fields', 'lists', 'choices', 'flows', 'navigation', 'personas'] as const
const resourceAt = (draft: Project, pick: number): recipes.ResourceRef => {
  const collection = at(collections, pick) ?? 'flows'
  return { collection, id: at(Object.keys(draft[collection]), pick) ?? 'none' }
}
const exits = ['default', 'error', 'yes']

const gestureRecipes = {
  addNode: (draft, { pick, other, text }, newId) => recipes.addNode(draft, flowAt(draft, pick)?.id ?? '', { kind: 'log', version: 1, position: { x: other * 8, y: 0 }, config: { level: 'info', text } }, newId),
  moveNodes: (draft, { pick, other }) => {
    const node = nodeAt(draft, pick)
    if (node) recipes.moveNodes(draft, node.flowId, { [node.nodeId]: { x: other * 8, y: pick * 8 } })
  },
  configureNode: (draft, { pick, other, text }) => {
    const node = nodeAt(draft, pick)
    if (node) recipes.setNodeConfig(draft, node, ['text', 'key', 'level'][other % 3] ?? 'text', other % 5 === 0 ? undefined : text)
  },
  connect: (draft, { pick, other }) => {
    const flow = flowAt(draft, pick)
    const ids = Object.keys(flow?.nodes ?? {})
    if (flow) recipes.connect(draft, flow.id, { from: at(ids, pick) ?? '', exit: at(exits, other) ?? '', to: at(ids, other) ?? '' })
  },
  disconnect: (draft, { pick, other }) => { const flow = flowAt(draft, pick); if (flow) recipes.disconnect(draft, flow.id, [at(Object.keys(flow.edges), other) ?? '']) },
  deleteNodes: (draft, { pick }) => { const node = nodeAt(draft, pick); if (node) recipes.deleteNodes(draft, node.flowId, [node.nodeId]) },
  deleteAndReconnect: (draft, { pick }) => { const node = nodeAt(draft, pick); if (node) recipes.deleteAndReconnect(draft, node.flowId, [node.nodeId]) },
  spliceIntoEdge: (draft, { pick, other }) => {
    const flow = flowAt(draft, pick)
    if (flow) recipes.spliceIntoEdge(draft, flow.id, { edgeId: at(Object.keys(flow.edges), other) ?? '', nodeId: at(Object.keys(flow.nodes), pick) ?? '', exit: 'default' })
  },
  pasteNodes: (draft, { pick, other }, newId) => {
    const flow = flowAt(draft, pick)
    const clipboard = flow && recipes.copyNodes(draft, flow.id, Object.keys(flow.nodes).slice(0, 1 + (other % 3)))
    if (clipboard) recipes.pasteNodes(draft, { flowId: flowAt(draft, other)?.id ?? '', clipboard }, newId)
  },
  createMessage: (draft, { text }, newId) => recipes.createMessage(draft, { name: text }, newId),
  createChannel: (draft, { text, pick }, newId) => recipes.createChannel(draft, { name: text, messageIds: [at(Object.keys(draft.messages), pick) ?? 'none'] }, newId),
  createField: (draft, { text }, newId) => recipes.createField(draft, { name: text }, newId),
  createList: (draft, { text, pick }, newId) => recipes.createList(draft, { name: text, storage: pick % 2 === 0 ? 'session' : 'stored' }, newId),
  createChoice: (draft, { text }, newId) => recipes.createChoice(draft, { name: text, options: [text, 'Other'] }, newId),
  createFlow: (draft, { text }, newId) => recipes.createFlow(draft, { name: text, type: 'action' }, newId),
  createFolder: (draft, { text, pick }, newId) => recipes.createFolder(draft, { tree: 'messages', name: text, parentId: at([null, ...Object.keys(draft.folders)], pick) ?? null }, newId),
  moveFolder: (draft, { pick, other }) => recipes.moveFolder(draft, at(Object.keys(draft.folders), pick) ?? '', { parentId: at([null, ...Object.keys(draft.folders)], other) ?? null, index: pick }),
  deleteFolder: (draft, { pick }) => { recipes.deleteFolder(draft, at(Object.keys(draft.folders), pick) ?? '') },
  addMember: (draft, { pick, other, text }, newId) => {
    const owner = ownerAt(draft, pick)
    const parentId = at([null, ...Object.values(draft[owner.collection][owner.id]?.members ?? {}).flatMap((member) => (member.type === 'list' ? [member.id] : []))], other) ?? null
    recipes.addMember(draft, owner, other % 3 === 0 ? { type: 'list', name: text, parentId } : { type: 'field', name: text, parentId }, newId)
  },
  moveMember: (draft, { pick, other }) => {
    const owner = ownerAt(draft, pick)
    recipes.moveMember(draft, owner, memberAt(draft, owner, pick), { parentId: at([null, memberAt(draft, owner, other)], other) ?? null, index: other % 4 })
  },
  deleteMember: (draft, { pick, other }) => { const owner = ownerAt(draft, pick); recipes.deleteMember(draft, owner, memberAt(draft, owner, other)) },
  renameMember: (draft, { pick, other, text }) => { const owner = ownerAt(draft, pick); recipes.renameMember(draft, owner, memberAt(draft, owner, other), text) },
  renameResource: (draft, { pick, text }) => { recipes.renameResource(draft, resourceAt(draft, pick), text) },
  setTechnicalName: (draft, { pick, text }) => { recipes.setTechnicalName(draft, resourceAt(draft, pick), text) },
  moveResource: (draft, { pick, other }) => { recipes.moveResource(draft, resourceAt(draft, pick), { folderId: at([null, ...Object.keys(draft.folders)], other) ?? null, index: other % 4 }) },
  duplicateResource: (draft, { pick }, newId) => recipes.duplicateResource(draft, resourceAt(draft, pick), newId),
  deleteResource: (draft, { pick, other }) => { if (other % 3 === 0) recipes.deleteResource(draft, resourceAt(draft, pick)) },
  changeArray: (draft, { pick, text }) => {
    const channel = at(Object.values(draft.channels), pick)
    if (channel) channel.sendRoles = pick % 3 === 0 ? [] : [...channel.sendRoles, text].slice(-3)
  },
} satisfies Record<string, Recipe>

const gestureArbitrary: fc.Arbitrary<Gesture> = fc.record({
  type: fc.constantFrom(...(Object.keys(gestureRecipes) as Gesture['type'][])),
  pick: fc.nat(1_000),
  other: fc.nat(1_000),
  text: fc.constantFrom('Ticket', 'Due date', 'a', 'Ärger!', '42', 'Subject', '{Ticket.subject}', 'draftSubject'),
})

/** The recipe of a gesture. Ids come from one source for all people, as random ones do in life. */
function gestureRecipe(gesture: Gesture, newId: () => string): (draft: Project) => void {
  const recipe: Recipe = gestureRecipes[gesture.type]
  return (draft) => { recipe(draft, gesture, newId) }
}

/** The server as far as documents go: orders, knows ids that it has seen, remembers its answers. */
function createServer(document: Project) {
  let current = document
  const ordered: Ordered[] = []
  const answers = new Map<string, { revision: number } | 'refused'>()
  return {
    get document() { return current },
    ordered,
    receive(edit: Edit): { revision: number } | 'refused' {
      const before = answers.get(edit.id)
      if (before !== undefined) return before
      const accepted = acceptEdit(current, edit)
      const answer = accepted.ok ? { revision: ordered.length + 1 } : 'refused' as const
      if (accepted.ok) {
        current = accepted.project
        ordered.push({ revision: ordered.length + 1, edit })
      }
      answers.set(edit.id, answer)
      return answer
    },
  }
}

type Wire = { toServer: Edit[]; toClient: ({ type: 'ordered'; ordered: Ordered } | { type: 'answer'; id: string; answer: { revision: number } | 'refused' })[]; connected: boolean; seen: number }
type Step =
  | { readonly type: 'gesture'; readonly person: number; readonly gesture: Gesture }
  | { readonly type: 'undo' | 'redo' | 'send' | 'receive' | 'cut' | 'reconnect' | 'reopen'; readonly person: number; readonly count: number }

const person = fc.nat(PEOPLE - 1)
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('gesture' as const), person, gesture: gestureArbitrary }) },
  { weight: 8, arbitrary: fc.record({ type: fc.constantFrom('send' as const, 'receive' as const), person, count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('undo' as const, 'redo' as const), person, count: fc.constant(1) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('cut' as const, 'reconnect' as const, 'reopen' as const), person, count: fc.constant(1) }) },
)

function playHistory(steps: readonly Step[]): { server: Project; clients: EditSession[] } {
  const document = helpDesk()
  const server = createServer(document)
  const newId = countingIds('e')
  const sessions = Array.from({ length: PEOPLE }, () => beginSession(document, 0))
  const wires: Wire[] = sessions.map(() => ({ toServer: [], toClient: [], connected: true, seen: 0 }))

  const change = (index: number, next: (session: EditSession) => { session: EditSession; edit: Edit | null }): void => {
    const session = sessions[index]
    if (session === undefined) return
    const made = next(session)
    sessions[index] = made.session
    if (made.edit !== null && wires[index]?.connected) wires[index].toServer.push(made.edit)
  }
  const publish = (): void => {
    for (const wire of wires) {
      if (!wire.connected) continue
      for (const ordered of server.ordered.slice(wire.seen)) wire.toClient.push({ type: 'ordered', ordered })
      wire.seen = server.ordered.length
    }
  }
  const send = (wire: Wire, count: number): void => {
    for (const edit of wire.toServer.splice(0, count)) {
      const answer = server.receive(edit)
      // The answer overtakes the order: a client has to bear both ways round.
      wire.toClient.push({ type: 'answer', id: edit.id, answer })
      publish()
    }
  }
  const receive = (index: number, count: number): void => {
    for (const news of wires[index]?.toClient.splice(0, count) ?? []) {
      const session = sessions[index]
      if (session === undefined) continue
      if (news.type === 'ordered') sessions[index] = receivedRemote(session, news.ordered)
      else sessions[index] = news.answer === 'refused' ? refused(session, news.id) : acknowledged(session, news.id, news.answer.revision)
    }
  }
  const cut = (wire: Wire): void => { Object.assign(wire, { connected: false, toServer: [], toClient: [] }) }
  const reconnect = (index: number, whole: boolean): void => {
    const [wire, session] = [wires[index], sessions[index]]
    if (wire === undefined || session === undefined) return
    cut(wire)
    const revision = server.ordered.length
    sessions[index] = reconnected(session, whole ? { revision, document: server.document, edits: [] } : { revision, document: null, edits: server.ordered.slice(session.revision) })
    // Everything that has no answer is sent again, also what the server has long had.
    Object.assign(wire, { connected: true, seen: revision, toServer: [...unsentEdits(sessions[index])] })
  }
  const play = (step: Step): void => {
    const wire = wires[step.person]
    if (wire === undefined) return
    switch (step.type) {
      case 'gesture':
        return change(step.person, (session) => makeEdit(session, { id: newId(), label: step.gesture.type, recipe: gestureRecipe(step.gesture, newId) }))
      case 'undo':
        return change(step.person, (session) => undo(session, newId()))
      case 'redo':
        return change(step.person, (session) => redo(session, newId()))
      case 'send':
        return send(wire, step.count)
      case 'receive':
        return receive(step.person, step.count)
      case 'cut':
        return cut(wire)
      case 'reconnect':
      case 'reopen':
        return reconnect(step.person, step.type === 'reopen')
    }
  }

  for (const step of steps) play(step)
  for (let index = 0; index < PEOPLE; index += 1) if (wires[index]?.connected === false) reconnect(index, false)
  while (wires.some((wire) => wire.toServer.length + wire.toClient.length > 0)) {
    for (const [index, wire] of wires.entries()) {
      send(wire, 1)
      receive(index, 3)
    }
  }
  return { server: server.document, clients: sessions }
}

describe('many people at once', () => {
  test('after any history of edits, undos, cuts and repeats everybody has what the server has, and it is a valid project', () => {
    fc.assert(fc.property(fc.array(stepArbitrary, { minLength: HISTORY_EDITS * 2, maxLength: HISTORY_EDITS * 4 }), (steps) => {
      const { server, clients } = playHistory(steps)
      for (const client of clients) {
        expect(unsentEdits(client)).toStrictEqual([])
        expect(isMissingEdits(client)).toBe(false)
        expect(client.current).toStrictEqual(server)
        expect(client.confirmed).toStrictEqual(server)
      }
      expect(projectSchema.parse(server)).toStrictEqual(server)
    }), { numRuns: HISTORIES })
  }, 3_600_000)
})

describe('one person alone', () => {
  const gestures = fc.array(gestureArbitrary, { minLength: 1, maxLength: 30 })

  test('undoing everything gives the document back, and redoing everything gives it again', () => {
    fc.assert(fc.property(gestures, (all) => {
      const newId = countingIds('e')
      let session = beginSession(helpDesk(), 0)
      for (const gesture of all) session = makeEdit(session, { id: newId(), label: gesture.type, recipe: gestureRecipe(gesture, newId) }).session
      const worked = session.current
      const steps = session.undoSteps.length
      for (let step = 0; step < steps; step += 1) {
        const undone = undo(session, newId())
        expect(undone.leftOut).toBe(0)
        session = undone.session
      }
      expect(session.current).toStrictEqual(helpDesk())
      for (let step = 0; step < steps; step += 1) session = redo(session, newId()).session
      expect(session.current).toStrictEqual(worked)
    }), { numRuns: 100 })
  })

  test('an edit and its inverse together change nothing, and the server takes both', () => {
    fc.assert(fc.property(gestures, (all) => {
      const newId = countingIds('e')
      let project = helpDesk()
      for (const gesture of all) {
        const recorded = recordEdit(project, gestureRecipe(gesture, newId))
        expect(applyPatches(recorded.project, recorded.inverse).project).toStrictEqual(project)
        if (recorded.patches.length === 0) continue
        expect(acceptEdit(project, { id: 'e', label: gesture.type, patches: recorded.patches })).toStrictEqual({ ok: true, project: recorded.project, skipped: [] })
        expect(acceptEdit(recorded.project, { id: 'e', label: gesture.type, patches: recorded.inverse })).toMatchObject({ ok: true, skipped: [] })
        project = recorded.project
      }
    }), { numRuns: 100 })
  })
})
