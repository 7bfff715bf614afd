// Runs the program of the process as it stands in the sources, in TypeScript. Not part of the build.
import { register } from 'tsx/esm/api'

register()
await import('./import-process.ts')
