import type { EventsPushes, EventsRequests, PushOf, RequestOf } from '@halley/protocol'

type AnyData = PushOf<EventsPushes, 'event'>['data']
type AnyPublishedData = RequestOf<EventsRequests, 'publish'>['data']

/** The data of a message by the first five tokens of its topics, as `halley export --format typescript` writes it; this one knows none. */
export type NoEventTypes = Readonly<Record<never, never>>

/** The topics of the messages that are known, for completion while writing; any other text is a pattern all the same. */
export type PatternHint<Events extends object> = `${keyof Events & string}.*` | (string & {})

/** As `PatternHint`, of topics to publish on. */
export type TopicHint<Events extends object> = `${keyof Events & string}._` | (string & {})

/**
 * The data of events that match a pattern: that of each known message whose topics do, or any JSON where the pattern reaches
 * beyond the app whose messages are known (it does not name the organisation and the app), or is not known at all.
 */
export type DataFor<Events extends object, Pattern extends string> = [MatchingHead<Events, Pattern>] extends [never] ? AnyData : Events[MatchingHead<Events, Pattern>]

/** The data to publish on a topic: what may be unknown may be left out. Any JSON where the topic is of no message that is known. */
export type DataToPublish<Events extends object, Topic extends string> = [MatchingHead<Events, Topic>] extends [never] ? AnyPublishedData : MayLeaveOut<Events[MatchingHead<Events, Topic>]>

type MatchingHead<Events extends object, Pattern extends string> = { [Head in keyof Events & string]: Matches<Tokens<Pattern>, Tokens<Head>> extends true ? Head : never }[keyof Events & string]

type Tokens<Text extends string> = string extends Text ? readonly [] : Text extends `${infer First}.${infer Rest}` ? readonly [First, ...Tokens<Rest>] : readonly [Text]

/** `events.{org}.{app}` must be named; then come the channel and the message, and at least one token more. */
type Matches<Pattern extends readonly string[], Head extends readonly string[]> = Pattern extends readonly [infer Family, infer Org, infer App, ...infer Rest extends readonly string[]]
  ? Head extends readonly [Family, Org, App, infer Channel, infer Message]
    ? Rest extends readonly ['>'] | readonly ['*' | Channel, '>'] | readonly ['*' | Channel, '*' | Message, string, ...string[]] ? true : false
    : false
  : false

/** The data of a message as it may be published: what may be null may be left out, in rows of lists too. */
export type MayLeaveOut<Data> = Data extends readonly (infer Row)[]
  ? readonly MayLeaveOut<Row>[]
  : Data extends object
    ? { readonly [Name in keyof Data as null extends Data[Name] ? never : Name]: MayLeaveOut<Data[Name]> } & { readonly [Name in keyof Data as null extends Data[Name] ? Name : never]?: MayLeaveOut<Data[Name]> }
    : Data
