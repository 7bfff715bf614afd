import { resolve } from 'node:path'
import { defineCommand, EXIT } from './command.ts'
import { printable } from './printable.ts'

/** `halley password`: a new password for somebody who has forgotten theirs. */
export const passwordCommand = defineCommand({
  name: 'password',
  summary: 'Sets the password of a person who has forgotten it.',
  details: 'Sets the password of a person, on the machine that has the data, and ends all their sign-ins. The new password is that in HALLEY_PASSWORD, or is asked for. A server that runs takes it at once; pages that are open there stay open until it is started again.',
  parameters: [{ name: 'EMAIL', help: 'E-mail address of the person.' }],
  options: {
    data: { type: 'string', value: 'FOLDER', help: 'Folder of the data; that in HALLEY_DATA, or ./data, when left out. With DATABASE_URL set, the data is there.' },
    json: { type: 'boolean', help: 'Writes the result as JSON: {"ok", "name"}.' },
  },
  exits: { 0: 'The password is set.', 1: 'There is no such person, or the password is too short.', 2: 'The data cannot be opened, or the command was called wrongly.' },
  examples: ['halley password ann@acme.com --data /srv/halley'],
  run: async ({ parameters: [email = ''], options }, { writeOut, writeError, readSecret, variables, folder }) => {
    const given = variables['HALLEY_PASSWORD']
    const password = given !== undefined && given !== '' ? given : await readSecret(printable(`New password of ${email}: `))
    const databaseUrl = variables['DATABASE_URL']
    // Only some commands need the server; the others start without loading it.
    const { setPassword } = await import('@halley/server')
    const answer = await setPassword({ email, password, dataFolder: resolve(folder, options.data ?? variables['HALLEY_DATA'] ?? './data'), ...(databaseUrl !== undefined && databaseUrl !== '' && { databaseUrl }) })
    if (options.json) writeOut(`${JSON.stringify(answer)}\n`)
    if (!answer.ok) {
      writeError(printable(`halley password: ${answer.message}\n`))
      return EXIT.findings
    }
    if (!options.json) writeOut(printable(`The password of ${answer.name} is set, and their sign-ins have ended.\n`))
    return EXIT.fine
  },
})
