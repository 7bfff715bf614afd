import { editSchema, type Edit } from '@halley/model'
import { createStore, del, get, keys, set, type UseStore } from 'idb-keyval'
import { z } from 'zod'

/**
 * Keeps edits that the server has not confirmed where a closed tab does not lose them. Every tab has a box of its own
 * per project, so that no two tabs send the same edit; the box of a closed tab goes to the first that adopts it.
 */
export type Outbox = {
  /** Replaces what is kept for a project; an empty list removes the box. Rejects when the browser does not store it. */
  readonly keep: (projectId: string, edits: readonly Edit[]) => Promise<void>
  /**
   * Takes over what closed tabs, and this one earlier, left for a project, oldest tab first. `taken` has to `keep` what
   * it gets: a closed tab's box is removed once it has resolved.
   */
  readonly adopt: (projectId: string, taken: (edits: readonly Edit[]) => Promise<void>) => Promise<void>
}

const boxSchema = z.object({ openedAt: z.number(), edits: z.array(editSchema) })

/**
 * The outbox in IndexedDB. That a tab lives is known by the Web Lock that it holds; the browser drops it with the tab,
 * however that ends. Where locks are missing (a page not on a secure address) every box is adopted, which is safe too:
 * the server applies an edit's id once. Each account has a store of its own: what one person did is not sent as another's.
 */
export async function openOutbox(openedAt: number, tabId: string, accountId: string | null): Promise<Outbox> {
  const store = createStore(accountId === null ? 'halley-outbox' : `halley-outbox-${accountId}`, 'boxes')
  await holdLock(lockName(tabId))
  const ownKey = (projectId: string) => `${projectId}/${tabId}`
  return {
    keep: (projectId, edits) => (edits.length === 0 ? del(ownKey(projectId), store) : set(ownKey(projectId), { openedAt, edits: [...edits] }, store)),
    adopt: async (projectId, taken) => {
      const boxes = await boxesOf(projectId, store)
      for (const { key, ownerId } of boxes) {
        // What this tab left itself, when it went to another project, is taken too; `taken` has then replaced the box.
        if (ownerId === tabId) await takeFrom(key, store, taken)
        else await whenClosed(ownerId, () => takeOver(key, store, taken))
      }
    },
  }
}

async function boxesOf(projectId: string, store: UseStore): Promise<{ key: string; ownerId: string }[]> {
  const found: { key: string; ownerId: string; openedAt: number }[] = []
  for (const key of await keys<string>(store)) {
    if (!key.startsWith(`${projectId}/`)) continue
    const box = boxSchema.safeParse(await get(key, store))
    found.push({ key, ownerId: key.slice(projectId.length + 1), openedAt: box.success ? box.data.openedAt : 0 })
  }
  return found.sort((a, b) => a.openedAt - b.openedAt)
}

type Take = (edits: readonly Edit[]) => Promise<void>

async function takeFrom(key: string, store: UseStore, taken: Take): Promise<void> {
  const box = boxSchema.safeParse(await get(key, store))
  if (box.success && box.data.edits.length > 0) await taken(box.data.edits)
}

async function takeOver(key: string, store: UseStore, taken: Take): Promise<void> {
  await takeFrom(key, store, taken)
  await del(key, store)
}

/** Runs when a tab is closed: now, when it is; else it is left alone (whoever opens the project next finds its box). */
async function whenClosed(tabId: string, run: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return run()
  await navigator.locks.request(lockName(tabId), { ifAvailable: true }, async (lock) => {
    if (lock !== null) await run()
  })
}

function lockName(tabId: string): string {
  return `halley-tab/${tabId}`
}

/** Resolves once the lock is held; it is held until the page is gone. */
async function holdLock(name: string): Promise<void> {
  if (!('locks' in navigator)) return
  await new Promise<void>((held, failed) => {
    navigator.locks.request(name, () => {
      held()
      return new Promise(() => {})
    }).catch(failed)
  })
}
