import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendProblem } from './problem-details.ts'

/** Where the build of the editor is, seen from this file's folder and from the server's bundle alike. */
const EDITOR_PAGES = [new URL('../../../editor/dist/', import.meta.url), new URL('../../editor/dist/', import.meta.url)]

/** Addresses of the editor's application: it reads the rest of the address itself. */
const APPLICATION_PATHS = ['/', '/p/*', '/bench/*', '/sign-in', '/claim', '/invitation', '/people', '/tokens', '/organisations']

/** The page of a published app. */
const PUBLISHED_PATHS = ['/a/:app', '/a/:app/']

/** The service worker of published apps: under `/a/`, so that it may be for their pages without a header that allows it. */
const NOTICE_WORKER = '/a/notice-worker.js'

/** Finds the folder of the built pages; undefined while they are not built. */
export function findEditorPages(): string | undefined {
  return EDITOR_PAGES.map((url) => fileURLToPath(url)).find((folder) => existsSync(join(folder, 'index.html')))
}

/** Addresses that programs ask: what is not there is told them as problem details, whatever they accept. */
const OF_PROGRAMS = /^\/(api|h|socket\.io|assets)(\/|$)/

/** What a person is shown where nothing is: the page of the editor, which says so in words. Null for programs, and while it is not built. */
export async function nothingHerePage({ method, url, headers }: Pick<FastifyRequest, 'method' | 'url' | 'headers'>, folder: string | undefined): Promise<Buffer | null> {
  const isOfPerson = (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html') && !OF_PROGRAMS.test(url)
  return isOfPerson && folder !== undefined ? readFile(join(folder, 'index.html')) : null
}

/** Serves the built editor: files by their names, its one page for every address of the application; and the page of published apps. */
export function pageRoutes(app: FastifyInstance, folder: string | undefined, isPublished: (name: string, request: FastifyRequest) => Promise<boolean>): void {
  if (folder === undefined) {
    for (const path of [...APPLICATION_PATHS, ...PUBLISHED_PATHS]) {
      app.get(path, (_request, reply) => sendProblem(reply, { status: 503, code: 'unavailable', title: 'The editor is not built', detail: 'Run "npm run build", or "npm run dev" while developing.' }))
    }
    return
  }
  void app.register(fastifyStatic, {
    root: folder,
    // The names of what is under assets/ hold a hash of the content, so they never change.
    setHeaders: (response, path) => void response.setHeader('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
    cacheControl: false,
  })
  for (const path of APPLICATION_PATHS) app.get(path, (_request, reply) => reply.sendFile('index.html'))
  // Else the route of published apps would take it for one of them.
  app.get(NOTICE_WORKER, (_request, reply) => reply.sendFile(NOTICE_WORKER))
  // The same page where nothing is published: it says so in words.
  for (const path of PUBLISHED_PATHS) {
    app.get<{ Params: { app: string } }>(path, async (request, reply) => {
      if (await isPublished(request.params.app, request)) return reply.sendFile('app.html')
      // Not by sendFile: it answers a browser that has the file with no content, which under this status is an error page.
      return reply.code(404).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(await readFile(join(folder, 'app.html')))
    })
  }
}
