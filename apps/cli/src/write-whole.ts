import { randomBytes } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UsageProblem } from './command.ts'

/**
 * Writes a file as a whole or not at all: whoever reads it meanwhile, or after a power cut, finds the old or the new text.
 * Keeps the permissions of a file that was there, and follows links. Throws a UsageProblem when it cannot be written; `name` is as it was typed.
 */
export async function writeWhole({ path, name, text }: { readonly path: string; readonly name: string; readonly text: string }): Promise<void> {
  let beside: string | undefined
  try {
    const target = await realpath(path).catch(() => path)
    const mode = await stat(target).then((found) => found.mode, () => 0o666)
    // In the same folder: only there is renaming one step.
    beside = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`)
    const file = await open(beside, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, target)
  } catch (cause) {
    if (beside !== undefined) await rm(beside, { force: true })
    throw new UsageProblem(`${name} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}. It was left as it was.`, { code: 'file/unwritable' })
  }
}
