import type { Frame, Run, SessionState } from './session-state.ts'

/**
 * The copy that a burst may write to. Every field is named: records made by `...` one from the other each get a hidden class of
 * their own in V8, and then every read of a session's state is a search. `Required` keeps a new field from being forgotten.
 */
export function draftOf({ sessionId, user, data, received, current, currentAt, runs, screens, listeners, presence, streams, hidden, nextId }: SessionState): Required<SessionState> {
  return { sessionId, user, data, received, current, currentAt, runs: runs.map(draftOfRun), screens, listeners, presence, streams, hidden, nextId }
}

function draftOfRun({ id, type, frames, waiting, event, received, error, sends, deliveryId, isHidden }: Run): Required<Run> {
  return { id, type, frames: frames.map(draftOfFrame), waiting, event, received, error, sends, deliveryId, isHidden: isHidden ?? false }
}

// Field by field, too: one that is new in a frame has its place here.
function draftOfFrame({ flowId, nodeId, walks }: Frame): Frame {
  return walks === undefined ? { flowId, nodeId } : { flowId, nodeId, walks }
}
