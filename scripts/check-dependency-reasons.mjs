// Every direct dependency has a reason in docs/dependencies.md, and every reason a dependency.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build-stamps.mjs'

const DOCUMENT = 'docs/dependencies.md'

const folders = ['.', ...['packages', 'apps'].flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))]
const usersOf = new Map()
for (const folder of folders.filter((name) => existsSync(join(root, name, 'package.json')))) {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  for (const name of Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
    if (!name.startsWith('@halley/')) usersOf.set(name, [...(usersOf.get(name) ?? []), folder])
  }
}

// A row of a table: | `name` | reason |
const rows = readFileSync(join(root, DOCUMENT), 'utf8').split('\n').map((text, index) => ({ match: /^\| `([^`]+)` \| *(.*?) *\|$/.exec(text), line: index + 1 }))
const reasons = new Map(rows.filter(({ match }) => match).map(({ match, line }) => [match[1], { reason: match[2], line }]))

const mistakes = [
  ...[...usersOf].filter(([name]) => !reasons.get(name)?.reason).map(([name, users]) => `${users[0]}/package.json: ${name} has no reason in ${DOCUMENT}. To do: add the row | \`${name}\` | why it and not our own code or another |.`),
  ...[...reasons].filter(([name]) => !usersOf.has(name)).map(([name, { line }]) => `${DOCUMENT}:${line}: ${name} is not a direct dependency any more. To do: remove the row.`),
]
for (const mistake of mistakes) console.error(mistake)
process.exitCode = mistakes.length === 0 ? 0 : 1
