import { isBranch, type PatchValue } from './edits/document-patcher.ts'

const collectionWords: Readonly<Record<string, string>> = {
  folders: 'Folder', messages: 'Message', channels: 'Channel', fields: 'Field', lists: 'List', choices: 'Choice', flows: 'Flowchart', navigation: 'Navigation item', personas: 'Persona',
  members: 'member', options: 'option', nodes: 'node', edges: 'arrow',
}

/** Says a place of a document in the words of the interface: `Message "Ticket", member "Subject", "order"`. Unknown documents are read with care. */
export function nameOfPlace(document: PatchValue, path: readonly string[]): string {
  const parts: string[] = []
  let place: PatchValue | undefined = document
  for (let index = 0; index < path.length; index += 1) {
    const step = path[index] ?? ''
    const word = collectionWords[step]
    const id = path[index + 1]
    const inMap: PatchValue | undefined = isBranch(place) ? place[step] : undefined
    if (word !== undefined && id !== undefined) {
      place = isBranch(inMap) && Object.hasOwn(inMap, id) ? inMap[id] : undefined
      parts.push(`${word} "${readableName(place) ?? id}"`)
      index += 1
    } else {
      parts.push(`"${path.slice(index).join('.')}"`)
      break
    }
  }
  return parts.length === 0 ? 'The project' : parts.join(', ')
}

function readableName(value: PatchValue | undefined): string | undefined {
  if (!isBranch(value)) return undefined
  const name = value['name'] ?? value['kind']
  return typeof name === 'string' && name !== '' ? name.slice(0, 80) : undefined
}
