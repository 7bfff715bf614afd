import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { checkDiskRoom } from './disk-room.ts'
import type { Commits } from './group-commit.ts'
import { StorageUnavailable } from './storage.ts'
import { NO_ROOM_KEPT_MS, watchWrites } from './write-health.ts'

const full = new Error('full')
const isFull = (error: unknown): boolean => error === full

/** Writes that are refused with what is given, and taken when that is nothing. */
const refusing = (reason: { now: unknown }): Commits => ({
  read: () => Promise.reject(new Error('Nothing is read here.')),
  write: () => (reason.now === undefined ? Promise.resolve(undefined as never) : Promise.reject(new StorageUnavailable(reason.now))),
})

const nothing = () => Promise.resolve()

describe('a write that found no room', () => {
  it('is remembered for a while, also when others fit', async () => {
    let nowMs = 0
    const reason: { now: unknown } = { now: full }
    const { commits, newestRefusal } = watchWrites(refusing(reason), isFull, () => nowMs)
    await expect(commits.write(nothing)).rejects.toBeInstanceOf(StorageUnavailable)
    reason.now = undefined
    await commits.write(nothing)
    nowMs = NO_ROOM_KEPT_MS - 1
    expect(newestRefusal()?.cause).toBe(full)
    nowMs = NO_ROOM_KEPT_MS
    expect(newestRefusal()).toBeUndefined()
  })

  it('is not one that was refused for what it says', async () => {
    const { commits, newestRefusal } = watchWrites(refusing({ now: new Error('no such row') }), isFull)
    await expect(commits.write(nothing)).rejects.toBeInstanceOf(StorageUnavailable)
    expect(newestRefusal()).toBeUndefined()
  })
})

describe('the disk of the data folder', () => {
  it('is looked at for what it has left', async () => {
    await checkDiskRoom(tmpdir(), 1)
    await expect(checkDiskRoom(tmpdir(), Number.MAX_SAFE_INTEGER)).rejects.toThrow(`${Number.MAX_SAFE_INTEGER} are needed`)
  })
})
