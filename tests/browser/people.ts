import type { Project } from '@halley/model'
import { createFlow, emptyProject } from '@halley/model'
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test'
import { expect, test as base } from './halley-test.ts'
import type { HalleyProcess } from './halley-process.ts'

/** The flowchart that every test project begins with: a Start and an End, connected. */
export const flowName = 'Main'

type Fixtures = {
  /** A project of this test alone. */
  readonly projectId: string
  /** Somebody in a browser of their own (cookies, storage, network), with the project open. */
  readonly person: (name: string) => Promise<Person>
}

/** Tests of several people in one project. */
export const test = base.extend<Fixtures>({
  projectId: async ({ halley }, use) => use(await createProject(halley)),
  person: async ({ browser, halley, projectId }, use) => {
    const people: Person[] = []
    await use(async (name) => {
      const person = await Person.arrive(browser, { name, address: `${halley.url}/p/${projectId}`, halley, projectId })
      people.push(person)
      return person
    })
    for (const person of people) await person.leave()
    expect(halley.crashes, 'servers that ended by themselves').toEqual([])
    expect(people.flatMap(({ problems }) => problems), 'errors that the pages threw').toEqual([])
  },
})

export { expect }

type Arrival = { readonly name: string; readonly address: string; readonly halley: HalleyProcess; readonly projectId: string }

/** One person with one tab, and what they do and see in it. */
export class Person {
  readonly name: string
  readonly context: BrowserContext
  /** What the pages of this person reported as errors. */
  readonly problems: string[] = []
  readonly #arrival: Arrival
  #page: Page

  private constructor(context: BrowserContext, page: Page, arrival: Arrival) {
    this.name = arrival.name
    this.context = context
    this.#arrival = arrival
    this.#page = page
  }

  static async arrive(browser: Browser, arrival: Arrival): Promise<Person> {
    const context = await browser.newContext()
    // Chosen once and kept by the browser, as by a person: no preview, whose sessions these tests are not about.
    await context.addInitScript((name) => {
      if (localStorage.getItem('halley-person-name') !== null) return
      localStorage.setItem('halley-person-name', name)
      localStorage.setItem('halley-layout', JSON.stringify({ resources: true, properties: true, preview: false, previewWide: false }))
    }, arrival.name)
    const person = new Person(context, await context.newPage(), arrival)
    await person.#open()
    return person
  }

  get page(): Page {
    return this.#page
  }

  /** Opens the project in a new tab, which takes the place of the one before. */
  async openNewTab(): Promise<void> {
    this.#page = await this.context.newPage()
    await this.#open()
  }

  async #open(): Promise<void> {
    this.#page.on('pageerror', (error) => this.problems.push(`${this.name}: ${error.stack ?? error.message}`))
    await this.#page.goto(this.#arrival.address)
    await this.canvas.waitFor()
  }

  async leave(): Promise<void> {
    await this.context.close()
  }

  async goOffline(): Promise<void> {
    await this.context.setOffline(true)
    await expect(this.saveStatus).toContainText('Offline')
  }

  async goOnline(): Promise<void> {
    await this.context.setOffline(false)
  }

  get saveStatus(): Locator {
    return this.#page.getByTestId('save-status')
  }

  /** Waits until everything that was done in this tab is stored. */
  async seesSaved(): Promise<void> {
    await expect(this.saveStatus).toHaveText('Saved')
  }

  get canvas(): Locator {
    return this.#page.getByTestId('canvas')
  }

  /** The nodes on the canvas whose kind or sentence begins so. */
  node(beginning: string): Locator {
    return this.canvas.getByRole('group', { name: new RegExp(`^${beginning}`) })
  }

  /** A row of the resource tree. */
  row(name: string): Locator {
    return this.#page.getByTestId('resource-pane').getByRole('treeitem', { name, exact: true })
  }

  /** The rows of all flowcharts. */
  get flowRows(): Locator {
    return this.#page.getByRole('tree', { name: 'Flowcharts' }).getByRole('treeitem', { level: 2 })
  }

  /** Adds a node from the palette; it is selected then, and connected to what was selected before. */
  async add(kind: string): Promise<void> {
    await this.#page.getByRole('toolbar', { name: 'Node kinds' }).getByRole('button', { name: `Add ${kind}`, exact: true }).click()
  }

  /** Adds a node that is connected to nothing. */
  async addAlone(kind: string): Promise<void> {
    await this.press('Escape')
    await this.add(kind)
  }

  /** Presses a key on the canvas. */
  async press(key: string): Promise<void> {
    await this.canvas.focus()
    await this.#page.keyboard.press(key)
  }

  async undo(): Promise<void> {
    await this.#page.getByRole('button', { name: /^Undo/ }).click()
  }

  async redo(): Promise<void> {
    await this.#page.getByRole('button', { name: /^Redo/ }).click()
  }

  /** Renames a row of the tree as by hand: F2, the name, Enter. */
  async rename(from: string, to: string): Promise<void> {
    await this.row(from).press('F2')
    const field = this.#page.getByRole('textbox', { name: `New name of ${from}` })
    await field.fill(to)
    await field.press('Enter')
  }

  /** Renames the project in the header. */
  async renameProject(to: string): Promise<void> {
    await this.#page.getByTitle('Rename the project').click()
    const field = this.#page.getByRole('textbox', { name: 'Project name' })
    await field.fill(to)
    await field.press('Enter')
  }

  /** The document as this page has it, with what is pending. */
  project(): Promise<Project> {
    return this.#page.evaluate<Project>('window.halley.project()')
  }

  /** The kinds of all nodes as this page has them, in alphabetical order. */
  async kinds(): Promise<string[]> {
    return kindsIn(await this.project())
  }
}

/** The kinds of all nodes of a document, in alphabetical order. */
export function kindsIn({ flows }: Project): string[] {
  return Object.values(flows).flatMap((flow) => Object.values(flow.nodes).map(({ kind }) => kind)).toSorted()
}

/** The document as the server gives it to programs. */
export async function storedProject(halley: HalleyProcess, projectId: string): Promise<Project> {
  const response = await fetch(`${halley.url}/api/v1/projects/${projectId}`)
  expect(response.ok, 'the server gives the project').toBe(true)
  return response.json()
}

/** Waits until these people and the server have the very same document; returns it. */
export async function expectSameDocument(people: readonly Person[], halley: HalleyProcess, projectId: string): Promise<Project> {
  for (const person of people) await person.seesSaved()
  await expect(async () => {
    const stored = await storedProject(halley, projectId)
    for (const person of people) expect(await person.project(), `what ${person.name} has`).toEqual(stored)
  }).toPass({ timeout: 60_000 })
  return storedProject(halley, projectId)
}

async function createProject(halley: HalleyProcess): Promise<string> {
  const document = emptyProject({ id: 'p-together', name: 'Together', technicalName: 'together' })
  let ids = 0
  createFlow(document, { name: flowName, type: 'flowchart' }, () => `id-${(ids += 1)}`)
  const response = await fetch(`${halley.url}/api/v1/projects?run=allowed`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(document) })
  const answer: { id: string } = await response.json()
  expect(response.status, JSON.stringify(answer)).toBe(201)
  return answer.id
}
