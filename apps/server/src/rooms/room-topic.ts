import type { Project, Room } from '@halley/model'

/** The message of the topics on which rooms announce what was posted; messages of models begin with a capital. */
export const MESSAGE_POSTED = 'message_posted'

/** The room that a topic of an app's announces posts of; undefined for all other topics. */
export function roomOfTopic({ rooms }: Pick<Project, 'rooms'>, topic: string): Room | undefined {
  const [, , , name, message] = topic.split('.')
  return message === MESSAGE_POSTED ? Object.values(rooms).find(({ technicalName }) => technicalName === name) : undefined
}
