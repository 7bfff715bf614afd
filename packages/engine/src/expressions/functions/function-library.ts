import { loopDocs } from '../loops.ts'
import { choiceFunctions } from './choice-functions.ts'
import { documentFunction, type FunctionDefinition, type FunctionDoc, type FunctionGroup } from './function-definition.ts'
import { listFunctions } from './list-functions.ts'
import { messageFunctions } from './message-functions.ts'
import { momentFunctions } from './moment-functions.ts'
import { numberFunctions } from './number-functions.ts'
import { textFunctions } from './text-functions.ts'
import { unknownFunctions } from './unknown-functions.ts'

const definitions: readonly FunctionDefinition[] = [...textFunctions, ...numberFunctions, ...momentFunctions, ...listFunctions, ...choiceFunctions, ...messageFunctions, ...unknownFunctions]

const GROUPS: readonly FunctionGroup[] = ['Text', 'Number', 'Date and time', 'List', 'Choice', 'Message and event', 'Unknown']

/** Every function by name, for calls. */
export const functionsByName: ReadonlyMap<string, FunctionDefinition> = new Map(definitions.map((definition) => [definition.name, definition]))

/** What people read about every function, in the order of the manual: for completion, hover help and documentation. */
export const functionLibrary: readonly FunctionDoc[] = [...definitions.map(documentFunction), ...loopDocs].toSorted((left, right) => GROUPS.indexOf(left.group) - GROUPS.indexOf(right.group))
