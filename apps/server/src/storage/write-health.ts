import type { Commits } from './group-commit.ts'
import { StorageUnavailable } from './storage.ts'

/** Milliseconds for which a write that found no room counts: others may still fit, so that only time shows that there is room again. */
export const NO_ROOM_KEPT_MS = 5_000

export type WatchedCommits = {
  readonly commits: Commits
  /** The refusal of a write that found no room a short while ago; undefined when there was none. */
  newestRefusal(): StorageUnavailable | undefined
}

/** Remembers writes that were refused for want of room: what is small may go through on a full disk long after what is large does not. */
export function watchWrites(inner: Commits, meansNoRoom: (error: unknown) => boolean, nowMs: () => number = () => performance.now()): WatchedCommits {
  let newest: { readonly refusal: StorageUnavailable; readonly atMs: number } | undefined
  return {
    commits: {
      read: (query) => inner.read(query),
      write: async (write) => {
        try {
          return await inner.write(write)
        } catch (error) {
          if (error instanceof StorageUnavailable && meansNoRoom(error.cause)) newest = { refusal: error, atMs: nowMs() }
          throw error
        }
      },
    },
    newestRefusal: () => (newest !== undefined && nowMs() - newest.atMs < NO_ROOM_KEPT_MS ? newest.refusal : undefined),
  }
}
