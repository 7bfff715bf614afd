import { ExpressionFault } from '../expression-error.ts'
import { DAY_MS, dateText, dateTimeText, formatMoment, HOUR_MS, instantOf, MINUTE_MS, moveMoment, moveMonths, readInstant, SECOND_MS } from '../moments.ts'
import { inRange } from '../operators.ts'
import { ANY, DATE, DATE_TIME, DURATION, NUMBER, TEXT, type ValueType } from '../value-type.ts'
import { numberAt, textAt, type FunctionDefinition } from './function-definition.ts'

const moment = { name: 'date', accepts: ['date', 'dateTime'] } as const
const count = { name: 'count', accepts: ['number'] } as const
const group = 'Date and time'
const sameMoment = ([given = ANY]: readonly ValueType[]): ValueType => given

/** Functions that work on dates, times (always UTC) and durations. */
export const momentFunctions: readonly FunctionDefinition[] = [
  part('year', 'Gives the year of a date.', "year(date('2026-01-31')) → 2026", (date) => date.getUTCFullYear()),
  part('month', 'Gives the month of a date, 1 to 12.', "month(date('2026-01-31')) → 1", (date) => date.getUTCMonth() + 1),
  part('day', 'Gives the day of the month, 1 to 31.', "day(date('2026-01-31')) → 31", (date) => date.getUTCDate()),
  part('weekday', 'Gives the day of the week, Monday is 1 and Sunday is 7.', "weekday(date('2026-01-31')) → 6", (date) => date.getUTCDay() || 7),
  part('hour', 'Gives the hour in UTC, 0 to 23.', 'hour(now)', (date) => date.getUTCHours()),
  part('minute', 'Gives the minute, 0 to 59.', 'minute(now)', (date) => date.getUTCMinutes()),
  part('second', 'Gives the second, 0 to 59.', 'second(now)', (date) => date.getUTCSeconds()),
  move('addDays', 'Moves a date by so many days; a minus moves it back.', 'addDays(now, 7)', (text, by) => moveMoment(text, by * DAY_MS)),
  move('addMonths', 'Moves a date by so many months, to the last day where the month is shorter.', "addMonths(date('2026-01-31'), 1) → 2026-02-28", moveMonths),
  move('addYears', 'Moves a date by so many years.', 'addYears(now, 1)', (text, by) => moveMonths(text, by * 12)),
  move('addHours', 'Moves a date with time by so many hours.', 'addHours(now, 2)', (text, by) => moveMoment(text, by * HOUR_MS)),
  move('addMinutes', 'Moves a date with time by so many minutes.', 'addMinutes(now, 30)', (text, by) => moveMoment(text, by * MINUTE_MS)),
  length('days', 'Makes a duration of so many days.', 'days(2)', DAY_MS),
  length('hours', 'Makes a duration of so many hours.', 'hours(2)', HOUR_MS),
  length('minutes', 'Makes a duration of so many minutes.', 'minutes(30)', MINUTE_MS),
  length('seconds', 'Makes a duration of so many seconds.', 'seconds(10)', SECOND_MS),
  {
    name: 'date', group, help: 'Reads a text as a date, or takes the day of a date with time.', example: "date('2026-01-31')",
    parameters: [{ name: 'value', accepts: ['text', 'date', 'dateTime'] }], result: DATE, apply: (given) => dateText(instantOf(textAt(given, 0))),
  },
  {
    name: 'dateTime', group, help: 'Reads a text as a date with time, or takes the midnight (UTC) of a date.', example: "dateTime('2026-01-31T10:00:00Z')",
    parameters: [{ name: 'value', accepts: ['text', 'date', 'dateTime'] }], result: DATE_TIME, apply: (given) => dateTimeText(instantOf(textAt(given, 0))),
  },
  {
    name: 'isDate', group, help: 'Says whether a text can be read as a date or a date with time.', example: "isDate('soon') → no",
    parameters: [{ name: 'text', accepts: ['text', 'date', 'dateTime'] }], result: { type: 'yesNo' }, apply: (given) => !Number.isNaN(readInstant(textAt(given, 0))),
  },
  {
    name: 'format', group, help: 'Writes a date after a pattern of yyyy, MM, dd, HH, mm and ss (in UTC).', example: "format(now, 'dd.MM.yyyy HH:mm')",
    parameters: [moment, { name: 'pattern', accepts: ['text'] }], result: TEXT, apply: (given) => formatMoment(textAt(given, 0), textAt(given, 1)),
  },
  inUnit('inDays', 'Says how many days a duration has, with decimals.', 'inDays(now - Ticket.createdAt)', DAY_MS),
  inUnit('inHours', 'Says how many hours a duration has, with decimals.', 'inHours(now - Ticket.createdAt)', HOUR_MS),
  inUnit('inMinutes', 'Says how many minutes a duration has, with decimals.', 'inMinutes(now - Ticket.createdAt)', MINUTE_MS),
  inUnit('inSeconds', 'Says how many seconds a duration has, with decimals.', 'inSeconds(now - Ticket.createdAt)', SECOND_MS),
]

function part(name: string, help: string, ...[example, read]: [string, (date: Date) => number]): FunctionDefinition {
  return { name, group, help, example, parameters: [moment], result: NUMBER, apply: (given) => read(new Date(instantOf(textAt(given, 0)))) }
}

function move(name: string, help: string, ...[example, by]: [string, (text: string, count: number) => string]): FunctionDefinition {
  return {
    name, group, help, example, parameters: [moment, count], result: sameMoment, resultInWords: 'the moved date',
    apply: (given) => {
      const moved = numberAt(given, 1)
      if ((name === 'addMonths' || name === 'addYears') && !Number.isInteger(moved)) throw new ExpressionFault('wrong-value', 'A date moves by whole months and years only.')
      return by(textAt(given, 0), moved)
    },
  }
}

function length(name: string, help: string, ...[example, unitMs]: [string, number]): FunctionDefinition {
  return { name, group, help, example, parameters: [count], result: DURATION, apply: (given) => inRange(numberAt(given, 0) * unitMs) }
}

function inUnit(name: string, help: string, ...[example, unitMs]: [string, number]): FunctionDefinition {
  return { name, group, help, example, parameters: [{ name: 'duration', accepts: ['duration'] }], result: NUMBER, apply: (given) => numberAt(given, 0) / unitMs }
}
