import { roomMessageSchema, type Environment, type RoomMessage } from '@halley/protocol'
import { z } from 'zod'
import { callForFile, callServer, type Called } from '../sync/call-server.ts'

const conversationSchema = z.object({ key: z.string().nullable(), messages: z.number(), lastSeq: z.number(), people: z.number(), lastAt: z.string() })
const listSchema = z.object({ total: z.number(), rooms: z.array(conversationSchema) })
const messagesSchema = z.object({ messages: z.array(roomMessageSchema) })

/** One conversation of a room, as the server keeps it; `lastAt` is ISO 8601, UTC. */
export type Conversation = z.infer<typeof conversationSchema>
export type ConversationList = { readonly total: number; readonly rooms: readonly Conversation[] }
/** Which room of which project, and where. */
export type RoomAt = { readonly projectId: string; readonly roomId: string; readonly environment: Environment }

/** Messages that are read of a conversation; the file has all. */
export const MESSAGES_SHOWN = 200
const CONVERSATIONS_ASKED = 50

/** Lists conversations, the one with the newest message first, `offset` left out from the front. Never rejects. */
export function listConversations(room: RoomAt, offset: number): Promise<Called<ConversationList>> {
  return callServer(address(room, '', { offset: String(offset), limit: String(CONVERSATIONS_ASKED) }), {}, listSchema)
}

/** Reads the newest messages of a conversation, the oldest of them first. Never rejects. */
export async function readConversation(room: RoomAt, { key, lastSeq }: Conversation): Promise<Called<readonly RoomMessage[]>> {
  const called = await callServer(address(room, '/messages', { ...ofKey(key), after: String(Math.max(0, lastSeq - MESSAGES_SHOWN)), limit: String(MESSAGES_SHOWN) }), {}, messagesSchema)
  return called.ok ? { ok: true, value: called.value.messages } : called
}

/** Fetches all of a conversation as a file. Never rejects. */
export function exportConversation(room: RoomAt, key: string | null, format: 'json' | 'csv'): ReturnType<typeof callForFile> {
  return callForFile(address(room, '/export', { ...ofKey(key), format }))
}

/** Takes a conversation away for everybody. Never rejects. */
export function deleteConversation(room: RoomAt, key: string | null): Promise<Called<null>> {
  return callServer(address(room, '', ofKey(key)), { method: 'DELETE' }, null)
}

function ofKey(key: string | null): Record<string, string> {
  return key === null ? {} : { key }
}

function address({ projectId, roomId, environment }: RoomAt, path: string, query: Record<string, string>): string {
  return `/api/v1/projects/${encodeURIComponent(projectId)}/rooms/${encodeURIComponent(roomId)}${path}?${new URLSearchParams({ environment, ...query }).toString()}`
}
