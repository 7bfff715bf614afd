import type { BusConnection, ClassReceiver, Delivery } from '@halley/bus'
import type { ProgramKeys } from '../encryption/program-keys.ts'
import { replayFrame, type FrameMaker } from './event-frames.ts'
import type { EventOutput } from './event-output.ts'
import { OutputClass } from './output-class.ts'
import type { TurnWriter } from './turn-writer.ts'

/** Where the deliveries of one program go. */
export type Program = { readonly output: EventOutput; /** Made when it is needed: most programs never get anything encrypted. */ readonly keys: () => Pick<ProgramKeys, 'before'> }

/** Gives programs their events: as frames that are encoded once for all who get them alike, with keys before what needs them. */
export class ProgramReceivers {
  /** Events handed to programs so far, replays included. */
  handed = 0
  readonly #frames: FrameMaker
  readonly #writer: TurnWriter
  readonly #programs = new WeakMap<BusConnection, Program>()

  constructor(frames: FrameMaker, writer: TurnWriter) {
    this.#frames = frames
    this.#writer = writer
  }

  /** Makes known to which program a connection of the bus belongs; before it subscribes to anything. */
  add(connection: BusConnection, program: Program): void {
    this.#programs.set(connection, program)
  }

  /** Gives one program what is for it alone. */
  deliver({ output, keys }: Program, delivery: Delivery): void {
    this.handed += 1
    if (delivery.event.encrypted) keys().before(delivery.event)
    if (delivery.replay) output.replay(() => replayFrame(delivery))
    else output.live(this.#frames.live(delivery))
  }

  /** Takes live events for programs that get the same; one function for all of them, by which the bus knows that. */
  readonly openClass = (): ClassReceiver => {
    const outputs = new OutputClass(this.#writer)
    const programs = new Map<BusConnection, Program>()
    return {
      join: (connection) => {
        const program = this.#programs.get(connection)
        if (program === undefined) throw new Error('A connection of the bus belongs to no program.')
        programs.set(connection, program)
        outputs.join(program.output)
      },
      leave: (connection) => {
        const program = programs.get(connection)
        programs.delete(connection)
        if (program !== undefined) outputs.leave(program.output)
      },
      deliver: (delivery) => {
        this.handed += programs.size
        // A key is for one program, and has its place before the event.
        if (delivery.event.encrypted) for (const { keys } of programs.values()) keys().before(delivery.event)
        outputs.live(this.#frames.live(delivery))
      },
    }
  }
}
