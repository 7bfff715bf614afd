import { noticeWays } from '@halley/model'
import type { RuleTest } from '@halley/protocol'
import { BellOff, Check, Minus, TriangleAlert } from 'lucide-react'
import { wayWords } from '../notifications/way-words.tsx'

type Person = RuleTest['people'][number]

/** What a test of a rule has shown: what it would say, and for each person which way is taken and which not, and why. */
export function RuleTestResult({ test, isEventNamed }: { readonly test: RuleTest; /** Says which event it was, where that was not chosen. */ readonly isEventNamed: boolean }) {
  const { event, because, title, body, people, more } = test
  const count = people.filter((person) => person.because === null).length
  return (
    <div className="flex flex-col gap-3">
      {isEventNamed ? <p className="text-xs text-ink-faint">With the last one: <time dateTime={event.at}>{new Date(event.at).toLocaleString()}</time>, <code className="break-all">{event.topic}</code></p> : null}
      {count === 0 ? (
        <p className="flex items-start gap-2 rounded-lg bg-sunken px-3 py-2.5 text-sm"><BellOff aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-faint" /><span><strong className="font-medium">Nobody is notified.</strong>{because === null ? '' : ` ${because}`}</span></p>
      ) : (
        <div className="rounded-lg bg-sunken px-3 py-2.5">
          <p className="text-xs text-ink-faint">{count === 1 ? '1 person' : `${count}${more > 0 && count === people.length ? ' or more' : ''} people`} would get</p>
          <p className="text-sm font-medium break-words">{title}</p>
          {body === '' ? null : <p className="text-xs break-words whitespace-pre-line text-ink-soft">{body}</p>}
          {because === null ? null : <p className="mt-1.5 flex items-start gap-1.5 text-xs text-warning"><TriangleAlert aria-hidden="true" className="mt-px size-3.5 shrink-0" /><span>{because}</span></p>}
        </div>
      )}
      {people.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long table is scrolled by keyboard from here
        <div role="group" aria-label="People" tabIndex={0} className="overflow-x-auto rounded-lg border border-line">
          <table aria-label="Who gets what" className="w-full text-left text-xs">
            <thead>
              <tr className="border-b border-line text-ink-soft">
                <th scope="col" className="px-3 py-1.5 font-medium">Person</th>
                {noticeWays.map((way) => <th key={way} scope="col" className="px-3 py-1.5 font-medium"><span className="inline-flex items-center gap-1.5 [&_svg]:size-3.5">{wayWords[way].icon}{wayWords[way].label}</span></th>)}
              </tr>
            </thead>
            <tbody>{people.map((person) => <PersonLine key={person.id} person={person} />)}</tbody>
          </table>
        </div>
      )}
      {more > 0 ? <p className="text-xs text-ink-faint">and {more.toLocaleString('en')} more people of the app</p> : null}
    </div>
  )
}

function PersonLine({ person: { name, because, ways } }: { readonly person: Person }) {
  return (
    <tr className="border-b border-line/60 align-top last:border-b-0">
      <th scope="row" className="px-3 py-2 text-sm font-medium">{name}</th>
      {because !== null ? <td colSpan={noticeWays.length} className="px-3 py-2 text-ink-faint">Gets nothing. {because}</td> : noticeWays.map((way) => <WayCell key={way} way={ways.find((one) => one.way === way)} />)}
    </tr>
  )
}

function WayCell({ way }: { readonly way: Person['ways'][number] | undefined }) {
  if (way === undefined) return <td className="px-3 py-2 text-ink-faint">not by this rule</td>
  return (
    <td className={way.taken ? 'px-3 py-2' : 'px-3 py-2 text-ink-faint'}>
      <span className="flex items-start gap-1.5">
        {way.taken ? <Check aria-label="yes" className="mt-0.5 size-3.5 shrink-0 text-good" /> : <Minus aria-label="no" className="mt-0.5 size-3.5 shrink-0" />}
        <span>{way.text}</span>
      </span>
    </td>
  )
}
