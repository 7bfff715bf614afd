import { joinTypes, UNKNOWN, YES_NO } from '../value-type.ts'
import type { FunctionDefinition } from './function-definition.ts'

const value = { name: 'value', accepts: ['any'] } as const
const group = 'Unknown'

/** Functions that deal with unknown values. */
export const unknownFunctions: readonly FunctionDefinition[] = [
  { name: 'isUnknown', group, help: 'Says whether a value is unknown. The answer is always yes or no.', example: 'isUnknown(Ticket.subject)', parameters: [value], result: YES_NO, seesUnknown: true, apply: ([given]) => given === null },
  { name: 'isKnown', group, help: 'Says whether there is a value. The answer is always yes or no.', example: 'isKnown(Ticket.subject)', parameters: [value], result: YES_NO, seesUnknown: true, apply: ([given]) => given !== null },
  {
    name: 'orElse', group, help: 'Gives the value, or the other one when it is unknown.', example: "orElse(Ticket.subject, 'No subject')",
    parameters: [value, { name: 'otherwise', accepts: ['any'] }], seesUnknown: true, keepsPath: true, resultInWords: 'the value or the other one',
    result: ([given = UNKNOWN, otherwise = UNKNOWN]) => joinTypes(given, otherwise),
    apply: ([given, otherwise]) => (given === null ? otherwise : given),
  },
]
