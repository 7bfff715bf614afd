export { commands } from './commands.ts'
export type { AnyCommand, Option } from './command.ts'
export { commandHelp, overview, usageOf } from './help-text.ts'
