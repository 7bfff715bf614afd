import type { AnyNodeKind, Catalog } from '@halley/engine'
import { assignment } from './kinds/assignment.ts'
import { clearSession } from './kinds/clear-session.ts'
import { cometMessage } from './kinds/comet-message.ts'
import { decision } from './kinds/decision.ts'
import { end } from './kinds/end.ts'
import { httpRequest } from './kinds/http-request.ts'
import { listAction } from './kinds/list-action.ts'
import { log } from './kinds/log.ts'
import { loop } from './kinds/loop.ts'
import { navigation } from './kinds/navigation.ts'
import { note } from './kinds/note.ts'
import { notify } from './kinds/notify.ts'
import { respond } from './kinds/respond.ts'
import { room } from './kinds/room.ts'
import { stream } from './kinds/stream.ts'
import { start } from './kinds/start.ts'
import { subFlowchart } from './kinds/sub-flowchart.ts'
import { userInteraction } from './kinds/user-interaction.ts'
import { wait } from './kinds/wait.ts'

const kinds: readonly AnyNodeKind[] = [start, end, userInteraction, subFlowchart, navigation, clearSession, wait, decision, assignment, listAction, loop, cometMessage, notify, room, httpRequest, stream, respond, log, note]

/** The built-in node kinds, in the order of the palette. A kind is one file and one line here. */
export const catalog: Catalog = new Map(kinds.map((kind) => [kind.kind, kind]))
