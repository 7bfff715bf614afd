import type { Project } from '@halley/model'
import type { Listener } from '@halley/engine'
import type { Environment } from '@halley/protocol'

/** The token of the org to which everything belongs while nobody has an account. */
export const LOCAL_ORG = 'local'

/** Where an app runs: the token of the org that its project belongs to, and whether it is the draft or the published version. */
export type RunsIn = { readonly org: string; readonly environment: Environment }

/** The last token of a topic whose channel has no key. */
export const NO_KEY = '_'

/** Characters of one token of a topic. */
const TOKEN_CHARACTERS = 64

const PLAIN_KEY = /^[A-Za-z0-9_-]{1,64}$/
const ESCAPED = '-x-'

/**
 * Writes a channel's key as one token of a topic; undefined when it would not fit into 64 characters.
 * Ids such as `conv_456` stay as they are. Any other key begins with `-x-` and has, for each byte of UTF-8 that is not a letter
 * or digit, `_` and two hexadecimal digits: `ann@example.com` is `-x-ann_40example_2ecom`. No key is `_`.
 */
export function keyToToken(key: string): string | undefined {
  if (PLAIN_KEY.test(key) && key !== NO_KEY && !key.startsWith(ESCAPED)) return key
  // Long before a token could hold it; keeps a hostile key from being encoded at length.
  if (key.length > TOKEN_CHARACTERS || hasLoneSurrogate(key)) return undefined
  let token = ESCAPED
  for (const byte of Buffer.from(key, 'utf8')) {
    const character = String.fromCharCode(byte)
    token += /[A-Za-z0-9]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`
  }
  return token.length <= TOKEN_CHARACTERS ? token : undefined
}

/** Reads the key back from the token that `keyToToken` wrote; null for the token of no key. */
export function tokenToKey(token: string): string | null {
  if (token === NO_KEY) return null
  if (!token.startsWith(ESCAPED)) return token
  const bytes = token.slice(ESCAPED.length).replace(/_([0-9a-f]{2})/g, (_match, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** Half a character outside the basic plane: it has no UTF-8, so it could not be read back. */
function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}

type Place = { readonly channelId: string; readonly messageId: string | null; readonly key: string | null }

/**
 * The token of a topic that stands for the app. The technical name belongs to the published app, for at most one project
 * has it there. A draft has a token of its own, `draft-{projectId}`: technical names have no `-`, so it is never that of a
 * published app, and drafts of two projects with one name are apart, too.
 */
export function appToken(project: Project, environment: Environment): string {
  return environment === 'published' ? project.technicalName : `draft-${project.id}`
}

/** The project whose draft the token of an app stands for; undefined for a published app's. */
export function draftIdOf(token: string): string | undefined {
  return token.startsWith('draft-') ? token.slice('draft-'.length) : undefined
}

/** The topic that a message is published on; undefined when the channel or message is gone or the key does not fit. */
export function topicOf(project: Project, runsIn: RunsIn, place: Place & { readonly messageId: string }): string | undefined {
  const names = namesOf(project, runsIn, place)
  const key = place.key === null ? NO_KEY : keyToToken(place.key)
  return names === undefined || key === undefined ? undefined : `${names}.${key}`
}

/** The pattern that a listener subscribes to: any message and every key are `*`. Undefined as for `topicOf`. */
export function patternOf(project: Project, runsIn: RunsIn, listener: Pick<Listener, 'channelId' | 'messageId' | 'key'>): string | undefined {
  const names = namesOf(project, runsIn, listener)
  const key = listener.key === null ? '*' : keyToToken(listener.key)
  return names === undefined || key === undefined ? undefined : `${names}.${key}`
}

function namesOf(project: Project, { org, environment }: RunsIn, { channelId, messageId }: Place): string | undefined {
  const channel = project.channels[channelId]
  const message = messageId === null ? '*' : project.messages[messageId]?.technicalName
  return channel === undefined || message === undefined ? undefined : `events.${org}.${appToken(project, environment)}.${channel.technicalName}.${message}`
}
