import { ROOM_MESSAGE_TOKEN } from '@halley/engine'
import type { Project, Room } from '@halley/model'

/** The room that a topic of an app's announces posts of; undefined for all other topics. Messages of models begin with a capital, so theirs is no such topic. */
export function roomOfTopic({ rooms }: Pick<Project, 'rooms'>, topic: string): Room | undefined {
  const [, , , name, message] = topic.split('.')
  return message === ROOM_MESSAGE_TOKEN ? Object.values(rooms).find(({ technicalName }) => technicalName === name) : undefined
}
