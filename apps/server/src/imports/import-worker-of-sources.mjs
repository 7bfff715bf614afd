// Runs the thread's program as it stands in the sources: Node 20 takes no loader for a thread from outside. Not part of the build.
import { register } from 'tsx/esm/api'

register()
await import('./import-worker.ts')
