/**
 * Every refusal code on the wire and over HTTP, with what it means and what to do. docs/errors.md is written from
 * this table; a code is never reused for something else.
 */
export const errorCodes = {
  'wire/malformed': 'The request does not have the shape of its event; the pointer says where.',
  'wire/unknown_event': 'There is no such event in this namespace; see the protocol page.',
  'wire/too_large': 'The request is larger than the limit; send less at once.',
  'wire/too_deep': 'The JSON is nested deeper, or has more values, than the limit.',
  'wire/protocol': 'The client speaks another protocol version; reload the page.',
  'wire/origin': 'The page is not one of this server; open Halley at its own address.',
  'wire/timeout': 'No answer came in time; the request may or may not have been carried out.',
  'project/not_found': 'There is no such project; it may have been deleted.',
  'project/invalid': 'The document is not a project; the pointer says where.',
  'project/not_json': 'The file is not JSON; it may be cut off.',
  'project/too_large': 'The project is over a limit; the message says which.',
  'project/too_new': 'The project was written by a newer Halley; update this one.',
  'project/stored_list_in_message': 'A stored list cannot be part of a message, since nothing of a message is stored in the database.',
  'project/conflict': 'The project has changed since the revision that was given; read it again.',
  'edit/invalid': 'The edit would make the project invalid; the pointer says where. Nothing was changed.',
  'edit/stale': 'Nothing of the edit is there any more to be changed.',
  'edit/too_large': 'The edit has more patches than the limit; make it in parts.',
  'edit/forbidden': 'You may look at this project, not change it.',
  'edit/unavailable': 'The storage did not take the edit; it is kept here and sent again.',
  'session/not_found': 'This session has ended; a new one is started.',
  'session/ended': 'The session has ended, and its listeners with it; the log says why.',
  'session/input_invalid': 'Something typed does not fit its field; nothing was stored.',
  'session/screen_gone': 'That screen is no longer shown.',
  'session/flow_missing': 'There is no such flow to start.',
  'session/busy': 'Too much is waiting for this session; try again in a moment.',
  'schema_invalid': 'The payload does not fit the message; the pointer names the field.',
  'topic_invalid': 'The topic is not a valid one; the text names the token.',
  'forbidden': 'Not permitted for this identity.',
  'too_large': 'The message is larger than the limit.',
  'rate_limited': 'Too many messages in too short a time; slow down.',
  'hops_exceeded': 'Messages caused messages more often in a row than the limit.',
  'unavailable': 'The bus is not available; try again.',
  'internal': 'Something went wrong in the server; it was logged.',
} as const

export type ErrorCode = keyof typeof errorCodes
