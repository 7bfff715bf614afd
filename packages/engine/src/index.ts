export * from './expressions/index.ts'
export * from './session-state.ts'
export * from './session-events.ts'
export * from './node-kind.ts'
