import { accountOperations } from './account-operations.ts'
import type { ApiOperation } from './api-operation.ts'
import { eventOperations } from './event-operations.ts'
import { projectOperations } from './project-operations.ts'
import { serverOperations } from './server-operations.ts'

/** Every route of the HTTP API: what `/api/v1/openapi.json` says. A test compares it with the routes that are served. */
export const apiOperations: readonly ApiOperation[] = [...eventOperations, ...projectOperations, ...accountOperations, ...serverOperations]
