import { z } from 'zod'
import { flowSchema } from './flow.ts'
import { idSchema, mapById } from './ids.ts'
import { nameSchema, technicalNameSchema } from './names.ts'
import { channelSchema, choiceSchema, connectionSchema, fieldSchema, folderSchema, listSchema, messageSchema, navigationItemSchema, personaSchema } from './resources.ts'
import { roomSchema } from './room.ts'
import { ruleSchema } from './rule.ts'

/** The version of the document that this code writes; older ones are migrated up, newer ones refused. */
export const SCHEMA_VERSION = 4

/** A project: one JSON document. Everything with an identity sits in a map by id, so that edits to different things commute. */
export const projectSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  id: idSchema,
  name: nameSchema,
  technicalName: technicalNameSchema,
  folders: mapById(folderSchema),
  messages: mapById(messageSchema),
  channels: mapById(channelSchema),
  fields: mapById(fieldSchema),
  lists: mapById(listSchema),
  choices: mapById(choiceSchema),
  flows: mapById(flowSchema),
  navigation: mapById(navigationItemSchema),
  personas: mapById(personaSchema),
  connections: mapById(connectionSchema),
  rules: mapById(ruleSchema),
  rooms: mapById(roomSchema),
  settings: z.object({
    /** What a client starts with. */
    homeFlowId: idSchema.nullable(),
    /** An action flowchart that runs in a screen-less service session. */
    onApplicationStartFlowId: idSchema.nullable(),
  }),
})

export type Project = z.infer<typeof projectSchema>
export type CollectionName = 'folders' | 'messages' | 'channels' | 'fields' | 'lists' | 'choices' | 'flows' | 'navigation' | 'personas' | 'connections' | 'rules' | 'rooms'
export const collectionNames: readonly CollectionName[] = ['folders', 'messages', 'channels', 'fields', 'lists', 'choices', 'flows', 'navigation', 'personas', 'connections', 'rules', 'rooms']

/** An empty project, ready to be drawn in. */
export function emptyProject(identity: { id: string; name: string; technicalName: string }): Project {
  return {
    schemaVersion: SCHEMA_VERSION,
    ...identity,
    folders: {}, messages: {}, channels: {}, fields: {}, lists: {}, choices: {}, flows: {}, navigation: {}, personas: {}, connections: {}, rules: {}, rooms: {},
    settings: { homeFlowId: null, onApplicationStartFlowId: null },
  }
}
