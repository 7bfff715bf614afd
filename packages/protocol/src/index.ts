export * from './wire-table.ts'
export * from './replies.ts'
export * from './codes.ts'
export * from './environment.ts'
export * from './delivery-log.ts'
export * from './encrypted-data.ts'
export * from './traces.ts'
export * from './app-namespace.ts'
export * from './editor-namespace.ts'
export { runStateSchema, type PausedFlow, type RunState } from './run-state.ts'
export * from './events-namespace.ts'
export { presenceMemberSchema, type PresenceMember } from './presence.ts'
export * from './permissions.ts'
export * from './account-api.ts'

/** The protocol version that both ends must speak. */
export const PROTOCOL_VERSION = 1
export * from './stream-steps.ts'
export { importedProjectSchema, importFormatSchema, importProblemSchema, type ImportedProject, type ImportFormat } from './project-import.ts'
