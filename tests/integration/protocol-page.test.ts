import { exec, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { curlExamples, type CurlExample } from '../../scripts/docs/curl-examples.ts'
import { eventsTranscript, keepAliveTranscript, refusedTranscript, type TranscriptFrame } from '../../scripts/docs/events-transcript.ts'
import { fitsShown } from '../../scripts/docs/fits-shown.ts'
import { protocolPage } from '../../scripts/docs/protocol-page.ts'
import { findCurl } from '../../scripts/find-test-programs.mjs'
import { startServer } from './running-server.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

describe('the transcripts of docs/protocol.md', () => {
  it.each([
    ['a connection from its first frame to its last', eventsTranscript, {}],
    ['a refused handshake', refusedTranscript, {}],
    ['keep-alive', keepAliveTranscript, { pingIntervalMs: 50 }],
  ])('are what a bare WebSocket sees: %s', async (_name, transcript, options) => {
    const { url } = await startServer(cleanUps, options)
    expect(await differencesIn(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, transcript)).toEqual([])
  })
})

describe('the commands of docs/protocol.md', () => {
  it('show with the real curl what the page says: a CloudEvent is published, a stream is read and gone on with by Last-Event-ID', { timeout: 60_000 }, async () => {
    if (findCurl() === undefined) throw new Error('curl is missing. "npm test" installs it on Debian as root; elsewhere install it with the system\'s package manager.')
    const { url } = await startServer(cleanUps)
    const environment: Record<string, string> = { HALLEY: url }
    const first = stream(curlExamples[0], environment)
    await first.shows(curlExamples[0]?.shows ?? '')
    const differences: string[] = []
    for (const example of curlExamples.slice(1)) {
      if (example.isStream === true) {
        // The id of order 1, as the stream of the first terminal has shown it.
        environment['LAST'] = /^id: (\S+:1)$/m.exec(first.text())?.[1] ?? 'none was read'
        const again = stream(example, environment)
        await again.shows(example.shows)
        again.end()
      } else {
        const { stdout } = await promisify(exec)(example.command, { env: { ...process.env, ...environment } })
        if (!fitsShown(example.shows, stdout)) differences.push(`${example.title}: ${stdout}`)
      }
    }
    expect(differences).toEqual([])
    await first.shows(`${curlExamples[0]?.shows}id: …:1\ndata: …\n\nid: …:2\ndata: …\n\nid: …:3\ndata: …\n\nid: …:4\ndata: …\n\n`)
  })

  it('all stand on the page', () => {
    const page = protocolPage()
    for (const { command, shows } of curlExamples) {
      expect(page).toContain(command)
      expect(page).toContain(shows.trimEnd())
    }
    for (const { text } of [...eventsTranscript, ...refusedTranscript, ...keepAliveTranscript]) expect(page).toContain(text)
  })
})

/** Plays the client's side of a transcript; gives the frames of the server that are not as it says. */
async function differencesIn(address: string, transcript: readonly TranscriptFrame[]): Promise<string[]> {
  const socket = new WebSocket(address)
  cleanUps.push(() => socket.terminate())
  const frames: string[] = []
  const differences: string[] = []
  let wake: () => void = () => undefined
  socket.on('message', (data) => {
    frames.push(String(data))
    wake()
  })
  for (const { from, text } of transcript) {
    if (from === 'client') {
      socket.send(text)
      continue
    }
    while (frames.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    const frame = frames.shift() ?? ''
    if (!fitsShown(text, frame)) differences.push(frame)
  }
  return differences
}

/** Runs a command that goes on until it is ended. */
function stream(example: CurlExample | undefined, environment: Record<string, string>): { readonly text: () => string; readonly shows: (wanted: string) => Promise<void>; readonly end: () => void } {
  // `exec`: the shell makes way for curl, which then is what is ended.
  const child = spawn('/bin/sh', ['-c', `exec ${example?.command ?? ''}`], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] })
  cleanUps.push(() => child.kill())
  let text = ''
  let wake: () => void = () => undefined
  child.stdout.on('data', (bytes: Buffer) => {
    text += bytes.toString('utf8')
    wake()
  })
  return {
    text: () => text,
    shows: async (wanted) => {
      while (!fitsShown(wanted, text)) await new Promise<void>((resolve) => (wake = resolve))
    },
    end: () => void child.kill(),
  }
}
