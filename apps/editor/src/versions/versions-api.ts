import { projectSchema, type Project } from '@halley/model'
import { z } from 'zod'
import { fetchServer } from '../sync/fetch-server.ts'

const entrySchema = z.object({ number: z.number().int(), name: z.string(), note: z.string(), revision: z.number().int(), author: z.string(), /** Epoch milliseconds. */ at: z.number(), published: z.boolean() })
const publishedSchema = z.object({ number: z.number().int(), app: z.string(), address: z.string() })
const listSchema = z.object({ published: publishedSchema.nullable(), versions: z.array(entrySchema) })
const problemSchema = z.object({ code: z.string(), title: z.string(), detail: z.string(), freeName: z.string().optional() })

/** A version as the list has it. */
export type VersionEntry = z.infer<typeof entrySchema>

/** The version that runs, and where. */
export type PublishedEntry = z.infer<typeof publishedSchema>

/** All versions, the newest first, and which of them runs. */
export type VersionList = z.infer<typeof listSchema>

/** What a call gave, or why not, in words; `freeName` is an address that is not taken. */
export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly text: string; readonly freeName?: string }

/** A version that is to be made of the draft. */
export type NewVersion = { readonly name: string; readonly author: string }

const pathOf = (projectId: string) => `/api/v1/projects/${projectId}`

/** Asks for the versions of a project. */
export function listVersions(projectId: string): Promise<Asked<VersionList>> {
  return ask(`${pathOf(projectId)}/versions`, {}, listSchema)
}

/** Makes a version of the draft. */
export function saveVersion(projectId: string, version: NewVersion): Promise<Asked<VersionEntry>> {
  return ask(`${pathOf(projectId)}/versions`, post(version), entrySchema)
}

/** Makes a version of the draft and publishes it; nothing is made when it cannot be published. */
export function publishDraft(projectId: string, version: NewVersion): Promise<Asked<PublishedEntry>> {
  return ask(`${pathOf(projectId)}/versions`, post({ ...version, publish: true }), publishedSchema)
}

/** Publishes a version that is there. */
export function publishVersion(projectId: string, number: number): Promise<Asked<PublishedEntry>> {
  return ask(`${pathOf(projectId)}/versions/${number}/publish`, { method: 'POST' }, publishedSchema)
}

/** Ends the published app. */
export function unpublish(projectId: string): Promise<Asked<null>> {
  return ask(`${pathOf(projectId)}/published`, { method: 'DELETE' }, z.null())
}

/** The document of a version. */
export function readVersion(projectId: string, number: number): Promise<Asked<Project>> {
  return ask(`${pathOf(projectId)}/versions/${number}`, {}, projectSchema)
}

function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function ask<T>(path: string, init: RequestInit, schema: z.ZodType<T>): Promise<Asked<T>> {
  let isOk: boolean
  let answer: unknown
  try {
    const response = await fetchServer(path, init)
    isOk = response.ok
    answer = response.status === 204 ? null : await response.json()
  } catch {
    return { ok: false, text: 'The server cannot be reached. Is Halley still running? Start it with npm start and try again.' }
  }
  const parsed = isOk ? schema.safeParse(answer) : undefined
  if (parsed?.success === true) return { ok: true, value: parsed.data }
  const problem = problemSchema.safeParse(answer)
  if (!problem.success) return { ok: false, text: 'The server answered in a shape this page does not know. Reload the page.' }
  const { detail, freeName } = problem.data
  return { ok: false, text: detail, ...(freeName !== undefined && { freeName }) }
}
