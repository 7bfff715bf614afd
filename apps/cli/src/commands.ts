import { checkCommand } from './check-command.ts'
import type { AnyCommand } from './command.ts'
import { exportCommand } from './export-command.ts'
import { importCommand } from './import-command.ts'
import { listenCommand } from './listen-command.ts'
import { migrateCommand } from './migrate-command.ts'
import { passwordCommand } from './password-command.ts'
import { runCommand } from './run-command.ts'
import { sendCommand } from './send-command.ts'
import { tokenCreateCommand } from './token-create-command.ts'

/** Every command, in the order of the overview. */
export const commands: readonly AnyCommand[] = [checkCommand, runCommand, migrateCommand, exportCommand, importCommand, listenCommand, sendCommand, tokenCreateCommand, passwordCommand]
