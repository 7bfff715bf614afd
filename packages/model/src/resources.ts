import { z } from 'zod'
import { fieldTypeSchema, valueSchema } from './field-types.ts'
import { idSchema, mapById } from './ids.ts'
import { membersSchema } from './members.ts'
import { nameSchema, technicalNameSchema } from './names.ts'
import { resourceBase } from './resource-base.ts'

/** The trees of the resource pane that hold folders and resources. */
export const treeNames = ['flows', 'messages', 'channels', 'fields', 'lists', 'choices', 'navigation', 'personas', 'connections', 'rules', 'rooms'] as const
export type TreeName = (typeof treeNames)[number]

/** The roots that people see in the pane: a collection each, but that flows that answer requests and lists that are stored have a root of their own. */
export const shelfNames = [...treeNames, 'endpoints', 'storedLists'] as const
export type Shelf = (typeof shelfNames)[number]

/** The collection that the resources of a root are in. */
export function collectionOf(shelf: Shelf): TreeName {
  return shelf === 'endpoints' ? 'flows' : shelf === 'storedLists' ? 'lists' : shelf
}

export const folderSchema = z.object({
  id: idSchema,
  tree: z.enum(shelfNames),
  parentId: idSchema.nullable(),
  order: z.string().max(200),
  name: nameSchema,
})

/** A comet message: the shape of what travels. Its technical name is written with a capital (`Ticket`). */
export const messageSchema = z.object({
  ...resourceBase,
  members: membersSchema,
  /** One of ten stable hues (0 to 9) that the message wears everywhere. */
  hue: z.number().int().min(0).max(9),
})

export const lateJoinersSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('nothing') }),
  z.object({ type: z.literal('last') }),
  z.object({ type: z.literal('lastCount'), count: z.number().int().min(1).max(1_000) }),
  z.object({ type: z.literal('lastMinutes'), minutes: z.number().int().min(1).max(1_440) }),
])

/** A channel: where messages travel. Empty `messageIds` and roles mean all of them. */
export const channelSchema = z.object({
  ...resourceBase,
  /** What one instance of the channel is, such as "conversation id"; null when the channel has no key. */
  keyName: nameSchema.nullable().default(null),
  messageIds: z.array(idSchema).default([]),
  sendRoles: z.array(z.string().max(80)).default([]),
  listenRoles: z.array(z.string().max(80)).default([]),
  lateJoiners: lateJoinersSchema.default({ type: 'nothing' }),
  presence: z.boolean().default(false),
  whenTooSlow: z.enum(['newestOnly', 'dropOldest', 'disconnect']).default('dropOldest'),
})

/** A value of the running session. */
export const fieldSchema = z.object({ ...resourceBase, valueType: fieldTypeSchema, default: valueSchema.optional() })

/** Rows that live with the session, or (stored) in the database, shared by all sessions. */
export const listSchema = z.object({ ...resourceBase, storage: z.enum(['session', 'stored']).default('session'), members: membersSchema })

export const choiceOptionSchema = z.object({
  id: idSchema,
  order: z.string().max(200),
  /** What people read. */
  name: nameSchema,
  /** The value that expressions and messages hold. */
  technicalName: technicalNameSchema,
  technicalNameSetByHand: z.boolean().default(false),
  color: z.string().max(20).optional(),
  icon: z.string().max(40).optional(),
})

/** A named set of values. */
export const choiceSchema = z.object({ ...resourceBase, options: mapById(choiceOptionSchema) })

/** A place people can go to: starts a flow afresh. */
export const navigationItemSchema = z.object({
  ...resourceBase,
  flowId: idSchema.nullable(),
  /** Expression; empty means always. */
  visibleWhen: z.string().default(''),
  icon: z.string().max(40).optional(),
})

/** Somebody the preview can act as. */
export const personaSchema = z.object({
  ...resourceBase,
  roles: z.array(z.string().max(80)).default([]),
  /** The flow this persona starts with; null means the project's Home. */
  homeFlowId: idSchema.nullable().default(null),
  /** Where its mail goes; left out, it has no address. */
  email: z.string().max(254).optional(),
})

/** How a connection proves who it is. The secret itself (token, password, value) is no part of the document: the server keeps it, encrypted. */
export const connectionAuthSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  /** `Authorization: Bearer <secret>` */
  z.object({ type: z.literal('bearer') }),
  /** `Authorization: Basic`, the secret is the password. */
  z.object({ type: z.literal('basic'), user: z.string().max(200) }),
  /** A header of this name with the secret as its value. */
  z.object({ type: z.literal('header'), name: z.string().max(100) }),
])

/** A place outside that nodes reach: its address and how to sign in there. */
export const connectionSchema = z.object({
  ...resourceBase,
  settings: z.discriminatedUnion('type', [
    /** Paths of HTTP Request nodes are joined to `baseUrl`. */
    z.object({ type: z.literal('http'), baseUrl: z.string().max(2_000), auth: connectionAuthSchema }),
    /** An AI model behind an OpenAI-compatible service: `/chat/completions` is joined to `baseUrl`. */
    z.object({ type: z.literal('model'), baseUrl: z.string().max(2_000), model: z.string().max(200), auth: connectionAuthSchema }),
    /** The built-in demo model: it needs no network and no key, and answers by simple rules. */
    z.object({ type: z.literal('demoModel') }),
    /** A mail server. `starttls` refuses to go on in clear text. With a `user`, the secret is its password. `from` is the sender of the mails: an address, with or without a name. */
    z.object({ type: z.literal('smtp'), host: z.string().max(253), port: z.number().int().min(1).max(65_535), security: z.enum(['tls', 'starttls', 'none']), user: z.string().max(200).default(''), from: z.string().max(320) }),
  ]),
})

export type Folder = z.infer<typeof folderSchema>
export type Message = z.infer<typeof messageSchema>
export type Channel = z.infer<typeof channelSchema>
export type LateJoiners = z.infer<typeof lateJoinersSchema>
export type Field = z.infer<typeof fieldSchema>
export type DataList = z.infer<typeof listSchema>
export type Choice = z.infer<typeof choiceSchema>
export type ChoiceOption = z.infer<typeof choiceOptionSchema>
export type NavigationItem = z.infer<typeof navigationItemSchema>
export type Persona = z.infer<typeof personaSchema>
export type Connection = z.infer<typeof connectionSchema>
export type ConnectionSettings = Connection['settings']
/** What a connection is to. */
export type ConnectionType = ConnectionSettings['type']
export type ConnectionAuth = z.infer<typeof connectionAuthSchema>
