import { acknowledged, beginSession, isMissingEdits, makeEdit, receivedRemote, reconnected, redo, refused, undo, unsentEdits, type Edit, type EditSession } from '@halley/model'
import type { Refusal } from '@halley/protocol'
import type { ChangeOptions, ProjectWriter } from '../stores/project-store.ts'
import type { EditorConnection, EditorReply } from './editor-connection.ts'
import type { Outbox } from './outbox.ts'

/** What the world outside has to give: a connection, the outbox, time, and somebody to tell. */
export type SyncSurroundings = {
  readonly connection: Pick<EditorConnection, 'request' | 'onPush' | 'onConnected'>
  /** Brings one edit to the server; a refusal is a value. */
  readonly sendEdit: (projectId: string, edit: Edit) => Promise<EditorReply<'edit'>>
  readonly outbox: Outbox
  /** Milliseconds of a steady clock. */
  readonly nowMs: () => number
  readonly newId: () => string
  /** Calls once after a while; returns what calls it off. */
  readonly after: (delayMs: number, run: () => void) => () => void
  readonly onState: (state: SyncState) => void
  /** Something that the person has to know and need not answer. */
  readonly onNotice: (title: string, text: string) => void
}

/** What has come of opening a project. */
export type SyncState =
  | { readonly type: 'loading' }
  | { readonly type: 'missing' }
  | { readonly type: 'failed'; readonly failure: string }
  | {
      readonly type: 'open'
      readonly session: EditSession
      readonly clientId: string
      readonly connected: boolean
      /** Why the oldest edit is not stored though the server is there; it is tried again. */
      readonly trouble: string | null
    }

export type ProjectSync = ProjectWriter & { readonly close: () => void }

/** Refusals that say "not now": the edit stays first in the queue and is sent again. */
const temporaryCodes: ReadonlySet<string> = new Set(['signed_out', 'edit/unavailable', 'unavailable', 'internal', 'wire/timeout', 'rate_limited'])

/** Milliseconds before an edit that was refused for now is sent again. */
const RETRY_MS = 2_000
/** Milliseconds after which an edit of others that should have come is asked for. */
const MISSING_EDITS_MS = 1_500

/**
 * Opens a project and keeps it in step with the server: own edits show at once, are kept in the outbox, and go out one
 * after the other in their order; others' edits come in between; after a cut everything not confirmed is sent again
 * under its old id.
 */
export function syncProject(projectId: string, surroundings: SyncSurroundings): ProjectSync {
  const { connection, sendEdit, outbox, nowMs, newId, after, onState, onNotice } = surroundings
  let session: EditSession | null = null
  let clientId = ''
  let ending: SyncState | null = null
  // Rises with every connection and cut, so that an answer of an earlier one is known.
  let era = 0
  let opened = false
  let sending = false
  let trouble: string | null = null
  let closed = false
  let cancelRetry: (() => void) | null = null
  let cancelMissing: (() => void) | null = null
  let keeping: Promise<void> | null = null
  let kept: readonly Edit[] = []
  let keepFailureTold = false

  const publish = () => {
    if (closed) return
    if (ending !== null) onState(ending)
    else if (session === null) onState({ type: 'loading' })
    else onState({ type: 'open', session, clientId, connected: opened, trouble })
  }

  const update = (next: EditSession) => {
    session = next
    if (next.pending.length === 0) trouble = null
    publish()
    void keepUnsent()
    void sendNext()
  }

  // One write at a time; the newest state wins, since a box is replaced whole.
  const keepUnsent = async () => {
    if (keeping !== null) return
    while (session !== null && !closed) {
      const edits = unsentEdits(session)
      if (edits.length === kept.length && edits.at(-1) === kept.at(-1) && edits[0] === kept[0]) return
      keeping = outbox.keep(projectId, edits)
      try {
        await keeping
      } catch {
        if (!keepFailureTold) onNotice('This browser keeps nothing', 'Changes that the server does not have yet are lost when this tab is closed. Free some space, or leave private browsing.')
        keepFailureTold = true
      } finally {
        keeping = null
      }
      kept = edits
    }
  }

  const sendNext = async () => {
    const first = session?.pending[0]
    if (sending || !opened || closed || cancelRetry !== null || first === undefined) return
    sending = true
    const sentIn = era
    const reply = await sendEdit(projectId, first.edit)
    sending = false
    if (closed || session === null) return
    if (reply.ok) {
      trouble = null
      update(acknowledged(session, first.edit.id, reply.revision))
      watchForMissing()
    } else if (sentIn !== era || !opened) {
      // The connection was cut under it: opening again sends it again.
      void sendNext()
    } else if (temporaryCodes.has(reply.error.code)) {
      trouble = reply.error.message
      cancelRetry = after(RETRY_MS, () => {
        cancelRetry = null
        void sendNext()
      })
      publish()
    } else {
      onNotice(`Not kept: ${first.edit.label}`, reasonOf(reply))
      trouble = null
      update(refused(session, first.edit.id))
    }
  }

  const open = async () => {
    const openedIn = era
    const since = session?.revision ?? null
    const reply = await connection.request('open', { projectId, since }, 30_000)
    if (closed || openedIn !== era) return
    if (!reply.ok) {
      if (reply.error.code === 'project/not_found') ending = { type: 'missing' }
      else if (temporaryCodes.has(reply.error.code)) after(RETRY_MS, () => openedIn === era && !closed && void open())
      else ending = { type: 'failed', failure: reasonOf(reply) }
      publish()
      return
    }
    if (session === null && reply.document === null) {
      ending = { type: 'failed', failure: 'The server did not send the project. Reload the page.' }
      publish()
      return
    }
    const unsent = session === null ? await adopt() : []
    if (closed || openedIn !== era) return
    clientId = reply.clientId
    opened = true
    if (session !== null) update(reconnected(session, reply))
    else if (reply.document !== null) update(reply.edits.reduce(receivedRemote, beginSession(reply.document, reply.revision, unsent)))
  }

  // All of it is in this tab's own box before another box is removed.
  const adopt = async (): Promise<readonly Edit[]> => {
    const adopted = new Map<string, Edit>()
    try {
      await outbox.adopt(projectId, async (edits) => {
        for (const edit of edits) adopted.set(edit.id, edit)
        await outbox.keep(projectId, [...adopted.values()])
      })
    } catch (error) {
      onNotice('Earlier changes could not be read', `What a closed tab had not saved stays in this browser. ${error instanceof Error ? error.message : ''}`)
    }
    return [...adopted.values()]
  }

  const watchForMissing = () => {
    if (session === null || !isMissingEdits(session)) {
      cancelMissing?.()
      cancelMissing = null
    } else {
      cancelMissing ??= after(MISSING_EDITS_MS, () => {
        cancelMissing = null
        if (opened && session !== null && isMissingEdits(session)) void open()
      })
    }
  }

  const offPush = connection.onPush('edited', ({ projectId: edited, ordered }) => {
    if (edited !== projectId || session === null) return
    update(receivedRemote(session, ordered))
    watchForMissing()
  })
  const offGone = connection.onPush('projectGone', ({ projectId: gone }) => {
    if (gone !== projectId) return
    ending = { type: 'missing' }
    publish()
  })
  const offConnected = connection.onConnected((now) => {
    era += 1
    opened = false
    cancelRetry?.()
    cancelRetry = null
    publish()
    if (now && ending === null) void open()
  })

  const takeBack = (how: typeof undo) => {
    if (session === null) return false
    const before = session
    const result = how(before, newId())
    if (result.label === null) return false
    if (result.edit === null) onNotice(`Nothing to take back: ${result.label}`, 'Somebody changed the same places since; their work is kept.')
    else if (result.leftOut > 0) onNotice(`Partly taken back: ${result.label}`, 'Some places were changed by somebody since; their work is kept.')
    update(result.session)
    return true
  }

  return {
    change: (label, recipe, options: ChangeOptions) => {
      if (session === null) return
      const { session: next, edit } = makeEdit(session, { id: newId(), label, recipe, atMs: nowMs(), ...(options.mergeKey !== undefined && { mergeKey: options.mergeKey }) })
      if (edit !== null) update(next)
    },
    undo: () => { takeBack(undo) },
    redo: () => { takeBack(redo) },
    goTo: (stepId) => {
      const isDone = () => session?.undoSteps.some((step) => step.edits[0]?.editId === stepId) ?? false
      if (session === null) return
      if (stepId === null || isDone()) {
        while (session.undoSteps.length > 0 && session.undoSteps.at(-1)?.edits[0]?.editId !== stepId) if (!takeBack(undo)) return
        return
      }
      // Redone steps get new ids, so the wanted one is found by how far down it lies.
      const at = session.redoSteps.findIndex((step) => step.edits[0]?.editId === stepId)
      for (let left = at === -1 ? 0 : session.redoSteps.length - at; left > 0; left -= 1) if (!takeBack(redo)) return
    },
    close: () => {
      closed = true
      offPush()
      offGone()
      offConnected()
      cancelRetry?.()
      cancelMissing?.()
    },
  }
}

function reasonOf({ error }: Refusal): string {
  return error.pointer === undefined ? error.message : `${error.message} (${error.pointer})`
}
