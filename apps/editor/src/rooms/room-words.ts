import { inOrder, type Agent, type Room } from '@halley/model'

/** A room in a sentence or two: "One conversation for each ticket, for officer. Helper answers when it is mentioned." */
export function roomInWords(room: Room): string {
  const who = room.roles.length === 0 ? 'for everybody' : `for whoever is ${listInWords(room.roles, 'or')}`
  const kept = room.keepDays === null ? '' : ` Messages are kept for ${room.keepDays === 1 ? 'a day' : `${room.keepDays} days`}.`
  const agents = inOrder(room.agents).map((agent) => `${agent.name} ${answersInWords(agent)}.`)
  return `${room.keyName === null ? 'One conversation' : `One conversation for each ${room.keyName}`}, ${who}.${kept}${agents.length === 0 ? '' : ` ${agents.join(' ')}`}`
}

/** "answers when it is mentioned" */
export function answersInWords({ answers, technicalName }: Pick<Agent, 'answers' | 'technicalName'>): string {
  switch (answers) {
    case 'always':
      return 'answers everything that is written'
    case 'mentioned':
      return `answers when it is mentioned as @${technicalName}`
    case 'never':
      return 'never answers by itself'
  }
}

function listInWords(parts: readonly string[], word: 'and' | 'or'): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1) ?? ''}`
}
