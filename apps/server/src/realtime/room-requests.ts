import type { AppRequests } from '@halley/protocol'
import { refuse, type Handlers } from './serve-requests.ts'

type RoomRequests = Pick<AppRequests, 'openRoom' | 'closeRoom' | 'roomPage' | 'postToRoom' | 'typingInRoom' | 'markRoomRead' | 'stopRoomAnswer'>

/** Answers what a client does in the rooms that its screens show. */
export function roomRequests(): Handlers<RoomRequests> {
  const notHere = () => refuse({ code: 'unavailable', message: 'There are no rooms here.' })
  return { openRoom: notHere, closeRoom: notHere, roomPage: notHere, postToRoom: notHere, typingInRoom: notHere, markRoomRead: notHere, stopRoomAnswer: notHere }
}
