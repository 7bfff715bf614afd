import { NUMBER, TEXT, type ValueType } from '../value-type.ts'
import { textAt, type FunctionDefinition } from './function-definition.ts'

type ChoiceType = Extract<ValueType, { type: 'choice' }>

const choice = { name: 'choice', accepts: ['choice'] } as const
const parameters = [choice]
const group = 'Choice'
const NO_CHOICE: ChoiceType = { type: 'choice', values: [] }
const choiceOf = (types: readonly ValueType[]): ChoiceType => (types[0]?.type === 'choice' ? types[0] : NO_CHOICE)

/** Functions that work on the value of a choice; its options are known from its type, in their order. */
export const choiceFunctions: readonly FunctionDefinition[] = [
  {
    name: 'label', group, help: 'Gives what people read for the value of a choice.', example: 'label(Ticket.priority)', parameters, result: TEXT,
    apply: (given, _frame, types) => choiceOf(types).labels?.[textAt(given, 0)] ?? textAt(given, 0),
  },
  {
    name: 'position', group, help: 'Gives the place of a value among the options of its choice, from 1; unknown when it is none of them. A progress bar of a status shows it, and a condition compares by it: position(Ticket.priority) >= 2.', example: 'position(Ticket.priority)', parameters, result: NUMBER,
    apply: (given, _frame, types) => {
      const index = choiceOf(types).values.indexOf(textAt(given, 0))
      return index < 0 ? null : index + 1
    },
  },
  {
    name: 'next', group, help: 'Gives the option after this one; unknown at the last one.', example: 'next(Ticket.priority)', parameters, result: choiceOf, resultInWords: 'a choice',
    apply: (given, _frame, types) => {
      const { values } = choiceOf(types)
      const index = values.indexOf(textAt(given, 0))
      return index < 0 ? null : (values[index + 1] ?? null)
    },
  },
  {
    name: 'options', group, help: 'Gives all options of a choice as a list, in their order, also while its value is unknown.', example: 'size(options(Ticket.priority)) → 2', parameters, seesUnknown: true,
    result: (types) => ({ type: 'list', of: choiceOf(types) }), resultInWords: 'a list of options', apply: (_given, _frame, types) => choiceOf(types).values,
  },
]
