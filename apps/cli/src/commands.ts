import { checkCommand } from './check-command.ts'
import type { AnyCommand } from './command.ts'
import { migrateCommand } from './migrate-command.ts'
import { runCommand } from './run-command.ts'

/** Every command, in the order of the overview. */
export const commands: readonly AnyCommand[] = [checkCommand, runCommand, migrateCommand]
