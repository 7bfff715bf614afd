import { badReaders } from './delivery/bad-readers.ts'
import { canary } from './delivery/canary.ts'
import { noSilentGap } from './delivery/no-silent-gap.ts'
import { DID_NOT_END, round as boundedRound } from './bounded.ts'
import { fanOutSuite } from './fan-out.ts'
import type { Row } from './row.ts'

/** Milliseconds after which a run of a promise is given up. */
const LIMIT_MS = 10 * 60_000

type Options = { readonly smoke: boolean; readonly rounds: number; readonly peers: boolean }

/** What is promised of delivery, as figures of a whole server: fan-out beside its peers, no silent gap, cuts that heal, bad readers that hurt nobody, and encrypted messages that nobody else reads. */
export async function deliverySuite(options: Options): Promise<Row[]> {
  return [...(await fanOutSuite(options)), ...(await gapRows(options)), ...(await badReaderRows(options)), ...(await canaryRows(options))]
}

/** A row of a promise: what was measured beside what was promised. */
function promised(name: string, figure: number, { limit, unit }: { readonly limit: number; readonly unit: string }, higherIsBetter = false): Row {
  return { suite: 'delivery', name, ours: [figure], peer: 'promised', peerFigures: [limit], unit, higherIsBetter }
}

async function gapRows({ smoke }: Options): Promise<Row[]> {
  const size = smoke ? { subscribers: 20, messages: 800, killEveryMs: 3_000, longCutMs: 3_000 } : { subscribers: 200, messages: 5_000, killEveryMs: 15_000, longCutMs: 40_000 }
  const figures = await boundedRound({ name: `no silent gap: ${size.messages} messages to ${size.subscribers} subscribers with cuts, loss and kills`, limitMs: LIMIT_MS, fallback: null }, (signal) => noSilentGap({ ...size, signal }))
  const { unnoticedGaps, duplicates, reorders, missing, toldGaps, deliveries, cuts, kills, restartMs, healed, missedInLongCut } = figures ?? { unnoticedGaps: DID_NOT_END, duplicates: DID_NOT_END, reorders: DID_NOT_END, missing: DID_NOT_END, toldGaps: DID_NOT_END, deliveries: DID_NOT_END, cuts: DID_NOT_END, kills: DID_NOT_END, restartMs: [], healed: DID_NOT_END, missedInLongCut: DID_NOT_END }
  const among = `in ${deliveries} deliveries, ${cuts} cuts, ${kills} kills`
  const none = { limit: 0, unit: 'messages' }
  return [
    promised(`promise 3: unnoticed gaps ${among}`, unnoticedGaps, none),
    promised('promise 3: duplicates', duplicates, none),
    promised('promise 3: reorders', reorders, none),
    promised('promise 3: never arrived, told or not', missing, none),
    promised('promise 3: gaps that were told', toldGaps, { limit: 0, unit: 'gaps' }),
    promised(`promise 4: replayed in order after a cut of ${size.longCutMs / 1_000} s`, healed, { limit: missedInLongCut, unit: 'messages' }, true),
    promised('promise 7: serves again after kill -9, slowest', restartMs.length === 0 ? DID_NOT_END : Math.max(...restartMs), { limit: 5_000, unit: 'ms' }),
  ]
}

async function badReaderRows({ smoke }: Options): Promise<Row[]> {
  const count = 50
  const broken = { aloneP99Ms: DID_NOT_END, besideP99Ms: DID_NOT_END, grownMiB: DID_NOT_END, notCut: DID_NOT_END, lastCutMs: DID_NOT_END }
  const { aloneP99Ms, besideP99Ms, grownMiB, notCut, lastCutMs } = await boundedRound({ name: `${count} that never read`, limitMs: LIMIT_MS, fallback: broken }, () => badReaders({ count, durationMs: smoke ? 7_000 : 15_000 }))
  return [
    promised(`promise 5: memory that ${count} that never read cost`, grownMiB, { limit: 100, unit: 'MiB' }),
    promised('promise 5: of them not cut', notCut, { limit: 0, unit: 'connections' }),
    promised('promise 5: until the last was cut', lastCutMs, { limit: 10_000, unit: 'ms' }),
    promised('promise 5: p99 of the others, beside them to without them', besideP99Ms / aloneP99Ms, { limit: 1.2, unit: 'times' }),
  ]
}

async function canaryRows({ smoke }: Options): Promise<Row[]> {
  const messages = smoke ? 40 : 400
  const figures = await boundedRound({ name: `${messages} encrypted messages`, limitMs: LIMIT_MS, fallback: null }, () => canary({ messages }))
  const { found, places, mebibytes, readByProgram, shownBySession } = figures ?? { found: null, places: DID_NOT_END, mebibytes: DID_NOT_END, readByProgram: DID_NOT_END, shownBySession: DID_NOT_END }
  // Which they are is what one wants to know then.
  if (found !== null && found.length > 0) process.stderr.write(`A canary was found in: ${found.join(', ')}\n`)
  return [
    promised(`promise 9: places with a canary, of ${places} wires, answers and files (${mebibytes.toFixed(1)} MiB)`, found?.length ?? DID_NOT_END, { limit: 0, unit: 'places' }),
    promised('promise 9: encrypted messages that a program with a key read', readByProgram, { limit: messages, unit: 'messages' }, true),
    promised('promise 9: of them shown by a session that listens', shownBySession, { limit: messages, unit: 'messages' }, true),
  ]
}
