import type { Project } from '@halley/model'
import { assistant } from './assistant.ts'
import { chatRoom } from './chat-room.ts'
import { helpdeskEscalation } from './helpdesk-escalation.ts'
import { liveAuction } from './live-auction.ts'
import { liveDashboard } from './live-dashboard.ts'
import { streamingAssistant } from './streaming-assistant.ts'
import { orderTracking } from './order-tracking.ts'

/** The examples that run at once, in the order of the start page; the first is what Halley opens with. */
export function exampleProjects(): Project[] {
  return [helpdeskEscalation(), chatRoom(), liveDashboard(), orderTracking(), liveAuction(), assistant(), streamingAssistant()]
}
