// Finds the programs of a PostgreSQL server for the tests; used by prepare.mjs (is one there?) and by
// the tests that start one. Works before `npm ci` has run.
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Folders that hold one folder per version, and where in it the programs are. */
const versionedFolders = [
  { parent: '/usr/lib/postgresql', name: /^(\d+)$/, programs: 'bin' },
  { parent: '/usr', name: /^pgsql-(\d+)$/, programs: 'bin' },
  { parent: '/opt/homebrew/opt', name: /^postgresql@(\d+)$/, programs: 'bin' },
  { parent: '/usr/local/opt', name: /^postgresql@(\d+)$/, programs: 'bin' },
]

/**
 * Finds the folder with `initdb` and `postgres`: `HALLEY_POSTGRESQL`, then the newest that the system's
 * packages brought, then those in the PATH.
 *
 * Throws when `HALLEY_POSTGRESQL` names a folder that does not hold them: silently taking another
 * would hide the mistake.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined} path of the folder; undefined when there is none
 */
export function findPostgresql(environment = process.env) {
  const chosen = environment.HALLEY_POSTGRESQL
  if (chosen) {
    if (holdsServer(chosen)) return chosen
    throw new Error(`HALLEY_POSTGRESQL is ${chosen}, and there is no initdb or no postgres in it. Correct it or unset it.`)
  }
  return [...versionedFolders.flatMap(newestFirst), ...(environment.PATH ?? '').split(delimiter)].filter(Boolean).find(holdsServer)
}

function newestFirst({ parent, name, programs }) {
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .flatMap((folder) => {
      const version = name.exec(folder)?.[1]
      return version ? [{ version: Number(version), path: join(parent, folder, programs) }] : []
    })
    .sort((a, b) => b.version - a.version)
    .map(({ path }) => path)
}

function holdsServer(folder) {
  return ['initdb', 'postgres'].every((program) => existsSync(join(folder, program)) || existsSync(join(folder, `${program}.exe`)))
}
