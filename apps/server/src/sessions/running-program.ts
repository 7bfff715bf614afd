import { compileProject, type Program } from '@halley/engine'
import type { Project } from '@halley/model'
import { catalog } from '@halley/nodes'

export type ProgramSurroundings = { readonly monotonicMs: () => number; readonly onFailure: (error: unknown, what: string) => void }

/** A model and the program that is compiled of it, by need: drawing alone costs no compiling. */
export class RunningProgram {
  readonly #surroundings: ProgramSurroundings
  #project: Project
  #program: Program | null = null

  constructor(project: Project, surroundings: ProgramSurroundings) {
    this.#project = project
    this.#surroundings = surroundings
  }

  /** The model as it is now; `current` may be of an earlier one. */
  get project(): Project {
    return this.#project
  }

  /** The program that sessions run, compiled at the first call. */
  get current(): Program {
    return this.#program ?? this.compile()
  }

  change(project: Project): void {
    this.#project = project
  }

  /** Brings the program to the model; where that fails, sessions go on with the one they have, and the next edit tries again. */
  compile(): Program {
    const previous = this.#program
    if (previous !== null && previous.project === this.#project) return previous
    const { monotonicMs, onFailure } = this.#surroundings
    try {
      this.#program = compileProject(this.#project, catalog, { ...(previous !== null && { previous }), nowMs: monotonicMs })
      return this.#program
    } catch (error) {
      if (previous === null) throw error
      onFailure(error, `compiling project ${this.#project.id}`)
      return previous
    }
  }

  /** As `compile`, where nobody is there to take an exception. */
  compileOrTell(): Program | null {
    try {
      return this.compile()
    } catch (error) {
      this.#surroundings.onFailure(error, `compiling project ${this.#project.id}`)
      return null
    }
  }
}
