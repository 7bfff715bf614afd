import { posix } from 'node:path'
import { builtinModules } from 'node:module'
import { parseSync } from 'vite'
import { boundaries, confined, emptyNames, forTests } from './boundary-table.ts'

/** A source file, with its path from the root and `/` between folders. */
export type SourceFile = { readonly path: string; readonly text: string }

/** The parts of a workspace's package.json that matter here. */
export type Manifest = {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
}

/** The package.json files by the folder they are in; the root's is at `.`. */
export type Manifests = ReadonlyMap<string, Manifest>

/** One broken rule: where, what it is, what to do. */
export type Violation = { readonly path: string; readonly line: number; readonly what: string; readonly instead: string }

type Import = { readonly specifier: string; readonly line: number }

type Place = { readonly file: SourceFile; readonly folder: string | undefined; readonly isTest: boolean; readonly manifests: Manifests }

type Finding = Pick<Violation, 'what' | 'instead'>

const knownEndings = /\.(ts|tsx|mts|mjs|css|json|svg|png|woff2)(\?[a-z&]+)?$/

/** Finds every rule of imports and names that a file breaks. */
export function checkFile(file: SourceFile, manifests: Manifests): Violation[] {
  const place: Place = {
    file,
    folder: workspaceOf(file.path),
    isTest: /\.test(-fixture)?\.tsx?$/.test(file.path),
    manifests,
  }
  const byName = checkName(file.path).map((finding) => ({ path: file.path, line: 1, ...finding }))
  const byImport = importsOf(file).flatMap(({ specifier, line }) =>
    checkImport(specifier, place).map((finding) => ({ path: file.path, line, ...finding })),
  )
  return [...byName, ...byImport]
}

/** Finds the workspaces' dependencies on each other that the table does not allow. */
export function checkManifest(folder: string, manifests: Manifests): Violation[] {
  const at = { path: `${folder}/package.json`, line: 1 }
  const boundary = boundaries[folder]
  if (!boundary) return [{ ...at, what: `${folder} has no place in the architecture`, instead: 'give it a row in scripts/boundary-table.ts and in ARCHITECTURE.md' }]
  return Object.keys(manifests.get(folder)?.dependencies ?? {}).flatMap((name) => {
    const target = folderOfPackage(name, manifests)
    if (!target || boundary.ours.includes(target)) return []
    return [{ ...at, what: `${folder} depends on ${name}`, instead: `remove it; ${allowedOurs(folder)}` }]
  })
}

function checkName(path: string): Finding[] {
  const parts = path.split('/')
  const fileName = parts.at(-1) ?? ''
  const findings: Finding[] = []
  const words = parts.map((part) => part.replace(/\..*$/, ''))
  const empty = words.find((word) => emptyNames.includes(word) || /-(utils?|helpers?|misc)$/.test(word))
  if (empty) findings.push({ what: `the name ${empty} says nothing about what is inside`, instead: 'name the file or folder after the thing it is about, in the words of docs/glossary.md' })
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/.test(fileName)) findings.push({ what: `${fileName} is not in kebab-case`, instead: 'write it in small letters with hyphens, components too' })
  return findings
}

function checkImport(specifier: string, place: Place): Finding[] {
  if (specifier.startsWith('.')) return checkRelative(specifier, place)
  const name = packageNameOf(specifier)
  const target = folderOfPackage(name, place.manifests)
  if (target) return checkOurs(specifier, target, place)
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return checkNode(specifier, place)
  return checkOutside(name, place)
}

function checkRelative(specifier: string, { file, folder }: Place): Finding[] {
  const target = posix.join(posix.dirname(file.path), specifier)
  const targetFolder = workspaceOf(target)
  if (targetFolder && targetFolder !== folder) {
    return [{ what: `${specifier} reaches into ${targetFolder} from outside`, instead: 'import the package by its name, and export what is missing from its index.ts' }]
  }
  if (folder && targetFolder !== folder) return [{ what: `${specifier} leaves ${folder}`, instead: 'keep what a workspace needs inside it' }]
  if (!knownEndings.test(specifier)) return [{ what: `${specifier} has no ending`, instead: 'write the whole file name, with .ts or .tsx' }]
  return []
}

function checkOurs(specifier: string, target: string, { folder, manifests }: Place): Finding[] {
  const name = packageNameOf(specifier)
  const door = `.${specifier.slice(name.length)}`
  const findings: Finding[] = []
  if (!Object.hasOwn(manifests.get(target)?.exports ?? {}, door)) {
    findings.push({ what: `${specifier} goes past the door of ${name}`, instead: `import from '${name}', and export what is missing from its index.ts` })
  }
  if (!folder) return findings
  if (folder === target) return [...findings, { what: `${folder} imports itself by its name`, instead: 'import the file by its relative path' }]
  if (!boundaries[folder]?.ours.includes(target)) return [...findings, { what: `${folder} must not import ${name}`, instead: allowedOurs(folder) }]
  if (!isDeclared(name, folder, manifests)) findings.push({ what: `${name} is not among the dependencies of ${folder}`, instead: `add it to ${folder}/package.json and to the references of its tsconfig.json` })
  return findings
}

function checkNode(specifier: string, { folder, isTest }: Place): Finding[] {
  if (!folder || isTest || boundaries[folder]?.node) return []
  return [{ what: `${folder} must not import ${specifier}`, instead: 'it runs in browsers too; take what is needed as a parameter, which apps/server passes in' }]
}

function checkOutside(name: string, place: Place): Finding[] {
  const { file, folder, isTest, manifests } = place
  const confinedTo = confined[name]
  if (confinedTo && !file.path.startsWith(confinedTo)) return [{ what: `${name} is imported outside ${confinedTo}`, instead: 'let a file in there translate between its words and ours' }]
  // Scripts, tests of the whole, benchmarks: the root's package.json is theirs, and knip compares it.
  if (!folder || (isTest && forTests.includes(name))) return []
  const boundary = boundaries[folder]
  if (boundary && boundary.outside !== 'declared' && !boundary.outside.includes(name)) {
    const allowed = boundary.outside.length > 0 ? `from npm it may import ${boundary.outside.join(', ')}` : 'it may import nothing from npm'
    return [{ what: `${folder} must not import ${name}`, instead: `${allowed}; a new one needs a reason in docs/dependencies.md and a place in scripts/boundary-table.ts` }]
  }
  if (!isDeclared(name, folder, manifests)) return [{ what: `${name} is not among the dependencies of ${folder}`, instead: `npm install --workspace ${folder} ${name}` }]
  return []
}

function importsOf(file: SourceFile): Import[] {
  if (!/\.tsx?$/.test(file.path)) return []
  const { module } = parseSync(file.path, file.text)
  const requests = [
    ...module.staticImports.map((found) => found.moduleRequest),
    ...module.staticExports.flatMap((found) => found.entries.flatMap((entry) => entry.moduleRequest ?? [])),
  ].map((request) => ({ specifier: request.value, start: request.start }))
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const literal = /^['"`]([^'"`$]+)['"`]$/.exec(file.text.slice(start, end))?.[1]
    return literal ? [{ specifier: literal, start }] : []
  })
  return [...requests, ...dynamic].map(({ specifier, start }) => ({ specifier, line: file.text.slice(0, start).split('\n').length }))
}

function workspaceOf(path: string): string | undefined {
  return /^(packages|apps)\/[^/]+(?=\/)/.exec(path)?.[0]
}

function packageNameOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

function folderOfPackage(name: string, manifests: Manifests): string | undefined {
  return [...manifests].find(([folder, manifest]) => folder !== '.' && manifest.name === name)?.[0]
}

function isDeclared(name: string, folder: string, manifests: Manifests): boolean {
  return Object.hasOwn(manifests.get(folder)?.dependencies ?? {}, name)
}

function allowedOurs(folder: string): string {
  const allowed = boundaries[folder]?.ours ?? []
  return allowed.length > 0 ? `of ours it may import ${allowed.join(', ')}` : 'it may import nothing of ours'
}
