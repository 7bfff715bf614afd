import type { AppRequests } from '@halley/protocol'
import type { RoomDesk } from '../rooms/room-desk.ts'
import type { Handlers } from './serve-requests.ts'

type RoomRequests = Pick<AppRequests, 'openRoom' | 'closeRoom' | 'roomPage' | 'postToRoom' | 'typingInRoom' | 'markRoomRead' | 'stopRoomAnswer' | 'askRoomAgain'>

/** Answers what a client does in the rooms that its screens show. */
export function roomRequests(desk: RoomDesk): Handlers<RoomRequests> {
  return {
    openRoom: (name) => desk.open(name),
    closeRoom: (name) => desk.close(name),
    roomPage: (request) => desk.page(request),
    postToRoom: (request) => desk.post(request),
    typingInRoom: (request) => desk.typing(request),
    markRoomRead: (request) => desk.markRead(request),
    stopRoomAnswer: (request) => desk.stopAnswer(request),
    askRoomAgain: (request) => desk.askAgain(request),
  }
}
