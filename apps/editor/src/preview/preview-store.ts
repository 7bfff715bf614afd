import { connectApp, storedSecrets, type AppClient } from '@halley/client'
import { toast } from 'sonner'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { runStateStore } from '../safety/run-state-store.ts'
import { projectStore } from '../stores/project-store.ts'
import { runPlayer } from '../stores/run-store.ts'
import { signedInAgain } from '../sync/account-signals.ts'
import { editorConnection } from '../sync/open-project.ts'
import { newcomersTo, nextSeat, readSeats, startFlows, type Seat, type Slot } from './preview-slots.ts'
import { reachOf, reachStore } from './reach-store.ts'

/** A seat with its running session. */
export type PreviewClient = Seat & { readonly client: AppClient; /** Another one for each client that ever was here. */ readonly serial: number; /** Did somebody choose a guest here? New personas then sit elsewhere. */ readonly isGuestByChoice: boolean }
export type PreviewState = { readonly projectId: string | null; readonly clients: readonly PreviewClient[] }

/** The running clients of the preview. They run on while the pane is put away. */
export const previewStore = createStore<PreviewState>(() => ({ projectId: null, clients: [] }))

/** Reads a slice of the preview. */
export function usePreview<T>(select: (state: PreviewState) => T): T {
  return useStore(previewStore, select)
}

const secrets = storedSecrets(() => sessionStorage)
const rememberedAt = (projectId: string) => `halley-preview/${projectId}`

let serials = 0

function connect(projectId: string, seat: Seat, isGuestByChoice = false): PreviewClient {
  serials += 1
  const client = connectApp('', { projectId, personaId: seat.personaId, slot: seat.slot, flowId: null, secrets })
  return { slot: seat.slot, personaId: seat.personaId, serial: serials, isGuestByChoice, client }
}

function sessionGone({ client }: PreviewClient): void {
  const { session } = client.get()
  if (session !== null) runPlayer.sessionGone(session.sessionId)
}

function setClients(projectId: string, clients: readonly PreviewClient[]): void {
  previewStore.setState({ projectId, clients })
  localStorage.setItem(rememberedAt(projectId), JSON.stringify(clients.map(({ slot, personaId }) => ({ slot, personaId }))))
}

/** Opens the clients that were there last, or the first two personas, and seats the personas that come; returns what closes them. */
export function openPreview(projectId: string): () => void {
  const { project } = projectStore.getState()
  const seats = readSeats(localStorage.getItem(rememberedAt(projectId)), project)
  previewStore.setState({ projectId, clients: seats.map((seat) => connect(projectId, seat)) })
  const stopSeating = seatNewcomers(new Set(Object.keys(project.personas)))
  const offSignedIn = signedInAgain.on(() => {
    for (const { client, personaId } of previewStore.getState().clients) if (reachOf(reachStore.getState(), personaId) === 'online') client.reconnect()
  })
  // Started without safe mode again: whoever was kept out comes in.
  const offSafe = runStateStore.subscribe(({ isSafe }, before) => {
    if (!before.isSafe || isSafe) return
    for (const { client } of previewStore.getState().clients) client.reconnect()
  })
  return () => {
    stopSeating()
    offSignedIn()
    offSafe()
    for (const { client } of previewStore.getState().clients) client.close()
    previewStore.setState({ projectId: null, clients: [] })
  }
}

// The server seats only personas that it has: a new one waits for its edit to be saved.
function seatNewcomers(known: ReadonlySet<string>): () => void {
  let seen = known
  return projectStore.subscribe(({ project, save }, before) => {
    if (save.type !== 'saved' || (project.personas === before.project.personas && before.save.type === 'saved')) return
    const newcomers = newcomersTo(project, seen, previewStore.getState().clients)
    seen = new Set(Object.keys(project.personas))
    for (const { slot, personaId } of newcomers) seatPersona(slot, personaId)
  })
}

/** Milliseconds that clients wait for the service to start first; without it they run all the same. */
const SERVICE_FIRST_MS = 2_000

/** Starts everybody again: at home, or (as startFlows says) at a flow. The service starts before the clients, so that it hears what they send. */
export async function runAll(flowId: string | null): Promise<void> {
  // Who may only look leaves what runs for all as it is.
  if (projectStore.getState().mayChange && projectStore.getState().project.settings.onApplicationStartFlowId !== null) {
    const reply = await editorConnection().request('restartService', {}, SERVICE_FIRST_MS)
    if (!reply.ok) toast.warning('On application start was not run again', { description: reply.error.message })
  }
  const { clients } = previewStore.getState()
  const starts = startFlows(projectStore.getState().project, clients, flowId)
  for (const { slot } of clients) startAt(slot, starts.get(slot) ?? null)
}

/** Starts one client again, at home (null) or at a flow. One that is not connected is connected. */
export function startAt(slot: Slot, flowId: string | null): void {
  const entry = previewStore.getState().clients.find((candidate) => candidate.slot === slot)
  // Who is away stays so: starting would connect them.
  if (entry === undefined || reachOf(reachStore.getState(), entry.personaId) !== 'online') return
  sessionGone(entry)
  entry.client.restart(flowId)
}

/** Lets another persona take a place; the session of the one before ends. */
export function seatPersona(slot: Slot, personaId: string | null): void {
  const { projectId, clients } = previewStore.getState()
  if (projectId === null) return
  for (const entry of clients) {
    if (entry.slot !== slot) continue
    sessionGone(entry)
    entry.client.close()
  }
  setClients(projectId, clients.map((candidate) => (candidate.slot === slot ? connect(projectId, { slot, personaId }, personaId === null) : candidate)))
}

/** Adds a client, when a place is free. */
export function addClient(): void {
  const { projectId, clients } = previewStore.getState()
  const seat = nextSeat(projectStore.getState().project, clients)
  if (projectId === null || seat === undefined) return
  setClients(projectId, [...clients, connect(projectId, seat)].toSorted((left, right) => left.slot - right.slot))
}

/** Takes a client away; its session ends. The last one stays. */
export function removeClient(slot: Slot): void {
  const { projectId, clients } = previewStore.getState()
  if (projectId === null || clients.length < 2) return
  for (const entry of clients) {
    if (entry.slot !== slot) continue
    sessionGone(entry)
    entry.client.end()
  }
  setClients(projectId, clients.filter((candidate) => candidate.slot !== slot))
}
