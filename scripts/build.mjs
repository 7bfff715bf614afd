// Builds what runs: the editor's page, the server's program and the command line.
//
//   node scripts/build.mjs [editor] [server] [cli]
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { builtinModules, createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'
import { fingerprintOf, root, stampBuild, targets } from './build-stamps.mjs'

/** Bytes of script, before compression, of the page of a published app: React, zod, Markdown, Socket.IO, the inbox and rooms, with some room. */
const APP_PAGE_BYTES = 640 * 1_024

/** Programs that a server starts: each stands beside what starts it, also in the command line, which serves as well. */
const startedPrograms = { 'import-process': join(root, 'apps/server/src/imports/import-process.ts') }

const names = process.argv.slice(2)
const unknown = names.find((name) => !(name in targets))
if (unknown) {
  console.error(`build: unknown target ${unknown}; known are ${Object.keys(targets).join(' and ')}`)
  process.exit(2)
}

const builders = { editor: buildEditor, server: () => buildProgram('server'), cli: () => buildProgram('cli') }

// One after the other: each already uses every core.
for (const name of names.length > 0 ? names : Object.keys(targets)) {
  const fingerprint = fingerprintOf(name)
  try {
    await builders[name]()
  } catch (error) {
    // The message holds the file and the line; the stack is the bundler's own.
    console.error(`build: the ${name} could not be built\n${error.message}`)
    process.exit(1)
  }
  stampBuild(name, fingerprint)
}

async function buildEditor() {
  const output = join(root, targets.editor.output)
  // One after the other, so that they share no chunk: the editor's code would come along to whoever opens a published app.
  for (const [index, page] of ['index.html', 'app.html'].entries()) {
    const { output: files } = await build({
      configFile: join(root, 'vite.config.ts'),
      mode: 'production',
      logLevel: 'warn',
      build: { emptyOutDir: index === 0, rolldownOptions: { input: join(root, 'apps/editor', page) } },
    })
    if (page === 'app.html') checkAppPage(files.filter((file) => file.type === 'chunk'))
  }
  for (const page of readdirSync(output).filter((name) => name.endsWith('.html'))) {
    // The content security policy would refuse it in the browser, where nobody sees why.
    if (/<script(?![^>]*\ssrc=)/.test(readFileSync(join(output, page), 'utf8'))) throw new Error(`apps/editor/${page} holds an inline script: move it into a file of its own`)
  }
}

/** Throws when the page of a published app holds code of the editor, or has become much larger than it has to be. */
function checkAppPage(chunks) {
  const foreign = chunks.flatMap((chunk) => Object.keys(chunk.modules)).filter((name) => /node_modules\/(@xyflow|@codemirror|zustand|radix-ui|cmdk|mutative)\//.test(name) || /apps\/editor\/src\/(?!published-app\/|page-policy\/|theme\/tokens)/.test(name))
  if (foreign.length > 0) throw new Error(`The page of a published app holds code of the editor:\n  ${foreign.join('\n  ')}`)
  const sizeBytes = chunks.reduce((sum, chunk) => sum + chunk.code.length, 0)
  if (sizeBytes > APP_PAGE_BYTES) throw new Error(`The page of a published app has ${Math.round(sizeBytes / 1_024)} KiB of scripts; the limit is ${APP_PAGE_BYTES / 1_024} KiB. Look what came along.`)
}

async function buildProgram(name) {
  const { output } = await build({
    configFile: false,
    root: join(root, 'apps', name),
    mode: 'production',
    logLevel: 'warn',
    // Our packages are TypeScript and must be in the program; all others stay where npm put them.
    ssr: { noExternal: [/^@halley\//] },
    build: {
      ssr: true,
      outDir: 'dist',
      emptyOutDir: true,
      target: 'node20',
      sourcemap: true,
      rolldownOptions: { input: { main: join(root, 'apps', name, 'src/main.ts'), ...startedPrograms }, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
    },
  })
  checkProgram(name, output.filter((file) => file.type === 'chunk'))
}

/** Throws when a program for Node would not start where it stands, or holds what only a browser needs. */
function checkProgram(program, chunks) {
  const own = new Set(chunks.map((chunk) => chunk.fileName))
  const outside = new Set(chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]).filter((name) => !own.has(name)))
  const requireThere = createRequire(join(root, targets[program].output, targets[program].entry))
  const mistakes = []
  for (const name of outside) {
    if (name.startsWith('node:') || builtinModules.includes(name)) continue
    if (name.startsWith('@halley/')) mistakes.push(`${name} was left outside, and is TypeScript: it must be inlined`)
    if (!isFindable(requireThere, name)) mistakes.push(`${name} is not found from ${targets[program].output}: add it to the dependencies of apps/${program}`)
  }
  const bundled = chunks.flatMap((chunk) => Object.keys(chunk.modules))
  for (const name of [...outside, ...bundled].filter(isForBrowsersOnly)) mistakes.push(`${name} is for browsers: the ${program} must not import it`)
  if (mistakes.length > 0) throw new Error(`The build of the ${program} is wrong:\n  ${mistakes.join('\n  ')}`)
}

function isForBrowsersOnly(name) {
  return /^(react|react-dom|@xyflow\/.*|zustand)(\/|$)/.test(name) || /\/node_modules\/(react|react-dom|@xyflow|zustand)\//.test(name) || /\/(packages\/player|apps\/editor)\//.test(name)
}

// By folder, not by resolving: some packages offer no entry to `require`.
function isFindable(requireThere, name) {
  const packageName = name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')
  return (requireThere.resolve.paths(packageName) ?? []).some((folder) => existsSync(join(folder, packageName)))
}
