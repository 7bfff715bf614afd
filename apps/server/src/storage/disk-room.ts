import { statfs } from 'node:fs/promises'

/** Bytes that a disk needs to have: for the largest project that is imported and the log of SQLite beside it. */
const ROOM_NEEDED_BYTES = 16 * 1024 * 1024

/** Rejects, with the figures, when the disk of a folder has too little room to go on. */
export async function checkDiskRoom(folder: string, neededBytes: number = ROOM_NEEDED_BYTES): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const freeBytes = bavail * bsize
  if (freeBytes < neededBytes) throw new Error(`The disk of the data folder has ${freeBytes} bytes left; ${neededBytes} are needed.`)
}
