/** What one workspace may import. The reasons are in ARCHITECTURE.md; this table is what holds them. */
export type Boundary = {
  /** Imports go to lower ranks only. */
  readonly rank: number
  /** Our packages it may import, by folder. */
  readonly ours: readonly string[]
  /** Packages from npm it may import; 'declared' means those in its own package.json. */
  readonly outside: readonly string[] | 'declared'
  /** Whether it runs in Node only, and so may import Node's own modules. */
  readonly node?: true
}

const pure = ['packages/model', 'packages/engine', 'packages/nodes'] as const

/** The workspaces by folder. A folder that is not here is a violation by itself. */
export const boundaries: Readonly<Record<string, Boundary>> = {
  'packages/model': { rank: 0, ours: [], outside: ['zod', 'mutative', 'fractional-indexing'] },
  'packages/bus': { rank: 0, ours: [], outside: [] },
  'packages/engine': { rank: 1, ours: ['packages/model', 'packages/bus'], outside: ['@marcbachmann/cel-js', 'zod'] },
  'packages/protocol': { rank: 1, ours: ['packages/model'], outside: ['zod'] },
  'packages/nodes': { rank: 2, ours: ['packages/model', 'packages/engine'], outside: ['zod'] },
  'packages/client': { rank: 2, ours: ['packages/protocol'], outside: ['socket.io-client'] },
  'packages/player': { rank: 3, ours: ['packages/model', 'packages/protocol', 'packages/client'], outside: ['react', 'react-dom', 'react-markdown', 'lucide-react'] },
  'packages/formats': { rank: 3, ours: ['packages/model'], outside: 'declared' },
  'apps/server': { rank: 4, ours: [...pure, 'packages/bus', 'packages/protocol', 'packages/client', 'packages/formats'], outside: 'declared', node: true },
  'apps/editor': { rank: 4, ours: [...pure, 'packages/bus', 'packages/protocol', 'packages/client', 'packages/player', 'packages/formats'], outside: 'declared' },
  // The one app that imports another: `halley run` starts a whole server, by the server's door (docs/adr/0010).
  'apps/cli': { rank: 5, ours: [...pure, 'packages/formats', 'packages/client', 'apps/server'], outside: 'declared', node: true },
}

/** Packages from npm whose types must not spread: only the files below the folder import them. */
export const confined: Readonly<Record<string, string>> = {
  '@xyflow/react': 'apps/editor/src/canvas/',
  '@xyflow/system': 'apps/editor/src/canvas/',
}

/** What every test file may import beside what its package may. */
export const forTests: readonly string[] = ['vitest', 'fast-check', 'socket.io', 'ajv', 'qlobber', '@asyncapi/parser', '@playwright/test', '@axe-core/playwright', 'socket.io-client', 'ws', 'yaml', 'smtp-server']

/** Names that say nothing about what is inside; such files grow into drawers. */
export const emptyNames: readonly string[] = ['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'types', 'misc']

/** Lines; above, a file is listed for splitting. */
export const LONG_FILE_LINES = 300
