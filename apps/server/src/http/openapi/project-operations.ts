import { editSchema, projectSchema, valueSchema } from '@halley/model'
import { importedProjectSchema, noticeRecordSchema, ruleTestSchema } from '@halley/protocol'
import { z } from 'zod'
import { exportQuerySchema } from '../export-routes.ts'
import { noticeQuerySchema, retryQuerySchema, ruleTestBodySchema } from '../notice-routes.ts'
import { listRowQuerySchema, rowIdsSchema, rowValuesSchema } from '../list-row-routes.ts'
import { importQuerySchema, newProjectQuerySchema, newProjectSchema } from '../new-project-routes.ts'
import { secretSchema } from '../secret-routes.ts'
import { mailTrialSchema, testMailSchema } from '../test-mail-routes.ts'
import { newVersionSchema } from '../version-routes.ts'
import type { ApiAnswer, ApiOperation } from './api-operation.ts'

const count = z.number().int().min(0)
const revisionSchema = z.object({ id: z.string(), revision: count })
const editedSchema = z.object({ id: z.string(), revision: count, skipped: count })
const versionSchema = z.object({ number: count, name: z.string(), note: z.string(), revision: count, author: z.string(), at: z.number(), published: z.boolean() })
const publishedSchema = z.object({ number: count, app: z.string(), address: z.string() })
const rowSchema = z.record(z.string(), valueSchema)

const IF_MATCH = { 'if-match': 'The revision that the caller knows, as the ETag says it; 409 with the current one when it is another.' }
const NOTHING: ApiAnswer = { description: 'Done.' }

const project = '/api/v1/projects/:id'
const rows = `${project}/lists/:listId/rows`
const versions = `${project}/versions`

/** What is done with projects, and with what belongs to them. */
export const projectOperations: readonly ApiOperation[] = [
  { id: 'listProjects', method: 'GET', path: '/api/v1/projects', tag: 'projects', summary: 'The projects of the organisation.', answers: { 200: { description: 'The projects.', schema: z.array(z.object({ id: z.string(), name: z.string(), technicalName: z.string(), revision: count, updatedAt: z.number() })) } }, refusals: [401, 403] },
  { id: 'createProject', method: 'POST', path: '/api/v1/projects', tag: 'projects', summary: 'Makes a project: a new one of a name, or from a document; one whose id is taken gets another. A document that asks services, answers requests or runs by itself does so only when somebody has allowed it in the editor, or with run=allowed.', query: newProjectQuerySchema, body: { 'application/json': z.union([newProjectSchema, projectSchema]) }, answers: { 201: { description: 'Made.', schema: revisionSchema } }, refusals: [401, 403, 413, 422, 503] },
  { id: 'importProject', method: 'POST', path: '/api/v1/projects/import', tag: 'projects', summary: 'Makes a project of a file: one that Halley exported, or an AsyncAPI document of version 2 or 3. It is read apart from all else, with bounds of memory and time; what could not be carried is in the answer, with its place. What reaches outside of its screens does so only when somebody has allowed it in the editor.', query: importQuerySchema, body: { 'application/json': z.union([projectSchema, z.looseObject({ asyncapi: z.string() })]), 'application/yaml': z.string() }, answers: { 201: { description: 'Made.', schema: importedProjectSchema } }, refusals: [400, 401, 403, 413, 415, 422, 503] },
  { id: 'readProject', method: 'GET', path: project, tag: 'projects', summary: 'The document of a project, with its revision as ETag.', headers: { 'if-none-match': 'The ETag that the caller has.' }, answers: { 200: { description: 'The document.', schema: projectSchema }, 304: { description: 'As it was.' } }, refusals: [401, 403, 404] },
  { id: 'replaceProject', method: 'PUT', path: project, tag: 'projects', summary: 'Replaces the document of a project.', headers: IF_MATCH, body: { 'application/json': projectSchema }, answers: { 200: { description: 'Replaced.', schema: revisionSchema } }, refusals: [401, 403, 404, 409, 413, 422, 428, 503] },
  { id: 'deleteProject', method: 'DELETE', path: project, tag: 'projects', summary: 'Deletes a project; it can be brought back for some minutes.', headers: IF_MATCH, answers: { 204: NOTHING }, refusals: [401, 403, 404, 409] },
  { id: 'restoreProject', method: 'POST', path: `${project}/restore`, tag: 'projects', summary: 'Brings a deleted project back.', answers: { 200: { description: 'It is back.', schema: revisionSchema } }, refusals: [401, 403, 404] },
  { id: 'editProject', method: 'POST', path: `${project}/edits`, tag: 'projects', summary: 'Applies an edit, such as one too large for the WebSocket.', body: { 'application/json': editSchema }, answers: { 200: { description: 'Applied, and on the disk.', schema: editedSchema } }, refusals: [401, 403, 404, 409, 413, 422, 503] },
  { id: 'exportProject', method: 'GET', path: `${project}/export/:format`, tag: 'projects', summary: 'The project in a format that other programs read, as "halley export" writes it.', query: exportQuerySchema, answers: { 200: { description: 'The file.', schema: z.string(), contentType: 'text/plain' } }, refusals: [400, 401, 403, 404] },
  { id: 'listVersions', method: 'GET', path: versions, tag: 'projects', summary: 'The versions of a project, and which is published.', answers: { 200: { description: 'The versions.', schema: z.object({ published: publishedSchema.nullable(), versions: z.array(versionSchema) }) } }, refusals: [401, 403, 404] },
  { id: 'createVersion', method: 'POST', path: versions, tag: 'projects', summary: 'Names the project as it is now a version, and publishes it where asked.', headers: IF_MATCH, body: { 'application/json': newVersionSchema }, answers: { 201: { description: 'Made.', schema: versionSchema } }, refusals: [401, 403, 404, 409, 422] },
  { id: 'readVersion', method: 'GET', path: `${versions}/:number`, tag: 'projects', summary: 'The document of a version; it never changes.', answers: { 200: { description: 'The document.', schema: projectSchema } }, refusals: [401, 403, 404] },
  { id: 'publishVersion', method: 'POST', path: `${versions}/:number/publish`, tag: 'projects', summary: 'Lets a version run at /a/{app}.', answers: { 200: { description: 'It runs.', schema: z.object({ ...versionSchema.shape, ...publishedSchema.shape, warnings: z.array(z.object({ code: z.string(), text: z.string() })) }) } }, refusals: [401, 403, 404, 409, 422] },
  { id: 'restoreVersion', method: 'POST', path: `${versions}/:number/restore`, tag: 'projects', summary: 'Makes the project as it was in a version, as an edit.', headers: IF_MATCH, answers: { 200: { description: 'Done.', schema: editedSchema } }, refusals: [401, 403, 404, 409, 422, 503] },
  { id: 'unpublish', method: 'DELETE', path: `${project}/published`, tag: 'projects', summary: 'Lets no version run any more.', answers: { 204: NOTHING }, refusals: [401, 403, 404] },
  { id: 'readApp', method: 'GET', path: '/api/v1/apps/:app', tag: 'projects', summary: 'What the page of a published app needs to know before it connects.', answers: { 200: { description: 'The app.', schema: z.object({ app: z.string(), projectId: z.string(), name: z.string(), version: count, personas: z.array(z.object({ id: z.string(), name: z.string(), technicalName: z.string() })) }) } }, refusals: [401, 403, 404] },
  { id: 'listRows', method: 'GET', path: rows, tag: 'projects', summary: 'Rows of a stored list, of the draft or the published app.', query: listRowQuerySchema, answers: { 200: { description: 'The rows.', schema: z.object({ total: count, found: count, offset: count, rows: z.array(rowSchema) }) } }, refusals: [400, 401, 403, 404, 503] },
  { id: 'insertRow', method: 'POST', path: rows, tag: 'projects', summary: 'Adds a row.', query: listRowQuerySchema, body: { 'application/json': rowValuesSchema }, answers: { 201: { description: 'Added.', schema: z.object({ id: z.string().nullable() }) } }, refusals: [400, 401, 403, 404, 409, 422, 503] },
  { id: 'updateRow', method: 'PATCH', path: `${rows}/:rowId`, tag: 'projects', summary: 'Changes values of a row.', query: listRowQuerySchema, body: { 'application/json': rowValuesSchema }, answers: { 204: NOTHING }, refusals: [400, 401, 403, 404, 409, 422, 503] },
  { id: 'deleteRows', method: 'DELETE', path: rows, tag: 'projects', summary: 'Deletes rows.', query: listRowQuerySchema, body: { 'application/json': rowIdsSchema }, answers: { 204: NOTHING }, refusals: [400, 401, 403, 404, 409, 422, 503] },
  { id: 'listNotifications', method: 'GET', path: `${project}/notifications`, tag: 'projects', summary: 'Notifications of the draft or the published app, the newest first, with what became of each way.', query: noticeQuerySchema, answers: { 200: { description: 'A page of them.', schema: z.object({ records: z.array(noticeRecordSchema), next: count.nullable() }) } }, refusals: [400, 401, 403, 404, 503] },
  { id: 'retryNotification', method: 'POST', path: `${project}/notifications/attempts/:attemptId/retry`, tag: 'projects', summary: 'Tries a push or mail again that was given up.', query: retryQuerySchema, answers: { 204: NOTHING }, refusals: [400, 401, 403, 404, 503] },
  { id: 'testRule', method: 'POST', path: `${project}/rules/:ruleId/test`, tag: 'projects', summary: 'What a rule of the draft would do with a past message: who would get what by which way, and who not and why. Nothing is sent.', body: { 'application/json': ruleTestBodySchema }, answers: { 200: { description: 'What it would do.', schema: ruleTestSchema } }, refusals: [400, 401, 403, 404, 503] },
  { id: 'listSecrets', method: 'GET', path: `${project}/connections`, tag: 'projects', summary: 'Which connections have a secret; never what it is.', answers: { 200: { description: 'By connection.', schema: z.object({ connections: z.record(z.string(), z.object({ hasSecret: z.boolean(), typedFor: z.string().optional() })) }) } }, refusals: [401, 403, 404] },
  { id: 'setSecret', method: 'PUT', path: `${project}/connections/:connectionId/secret`, tag: 'projects', summary: 'Keeps the secret of a connection.', body: { 'application/json': secretSchema }, answers: { 204: NOTHING }, refusals: [401, 403, 404, 413, 422] },
  { id: 'removeSecret', method: 'DELETE', path: `${project}/connections/:connectionId/secret`, tag: 'projects', summary: 'Takes the secret of a connection away.', answers: { 204: NOTHING }, refusals: [401, 403, 404] },
  { id: 'sendTestMail', method: 'POST', path: `${project}/connections/:connectionId/test-mail`, tag: 'projects', summary: 'Sends a mail through a connection to a mail server, and says in words what came of it.', body: { 'application/json': testMailSchema }, answers: { 200: { description: 'What came of it.', schema: mailTrialSchema } }, refusals: [401, 403, 404, 422, 429] },
]
