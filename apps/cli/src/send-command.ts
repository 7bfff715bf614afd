import { findJsonMistake } from '@halley/model'
import { defineCommand, EXIT, UsageProblem } from './command.ts'
import { openEvents } from './open-events.ts'
import { printable } from './printable.ts'
import { readOrg, readServerUrl, readToken, serverOptions } from './server-options.ts'

const JSON_PARAMETER = { name: 'JSON', help: 'The data of the message, or - to read it from the input.' }

/** Milliseconds in which the server has to acknowledge: several tries of the client. */
const ACKNOWLEDGE_MS = 30_000

/** `halley send CHANNEL MESSAGE JSON`: publishes one event. */
export const sendCommand = defineCommand({
  name: 'send',
  summary: 'Publishes a message on a running server.',
  details: 'Publishes one message and prints the acknowledgement: where it is in the log, and how many receivers it is for. The channel and the message are said by their technical names, with --app, --org and --key for the rest of the topic; or the whole topic is said. The server validates the data first.',
  parameters: [{ name: 'CHANNEL', help: 'Technical name of the channel.' }, { name: 'MESSAGE', help: 'Technical name of the message.' }, JSON_PARAMETER],
  orParameters: [{ name: 'TOPIC', help: 'The whole topic, such as events.local.helpdesk.escalation.Ticket._.' }, JSON_PARAMETER],
  options: {
    ...serverOptions,
    app: { type: 'string', value: 'APP', help: 'Technical name of the published app; draft-ID is the draft of a project.' },
    key: { type: 'string', value: 'KEY', help: 'Key of the channel, when it has one.' },
    org: { type: 'string', value: 'ORG', help: 'Token of the organisation; local when left out.' },
    id: { type: 'string', value: 'ID', help: 'Id of the event: what is sent again with the same one within two minutes is taken once.' },
    encrypted: { type: 'boolean', help: 'Encrypts the data with the key of the channel before it leaves this machine.' },
    json: { type: 'boolean', help: 'Writes the acknowledgement as JSON: {"ok", "seq", "epoch", "id", "duplicate", "matched"}.' },
  },
  exits: { 0: 'The server has accepted it.', 1: 'The server refuses it; the reason is said.', 2: 'The JSON cannot be read, the server cannot be reached or lets nobody in, or the command was called wrongly.' },
  examples: [`halley send escalation Ticket '{"subject": "Printer on fire"}' --app helpdesk`, 'halley send events.acme.shop.orders.Placed.order_7 - --url https://halley.example.com < order.json'],
  run: async ({ parameters, options }, { writeOut, writeError, variables, readInput }) => {
    const url = readServerUrl(options.url)
    const topic = parameters.length === 2 ? wholeTopic(parameters[0] ?? '', options) : await topicOf({ channel: parameters[0] ?? '', message: parameters[1] ?? '', ...options })
    const data = await readData(parameters.at(-1) ?? '', readInput)
    const client = await openEvents(url, { token: readToken(options.token, variables), name: 'halley-send' })
    let timer: NodeJS.Timeout | undefined
    try {
      const late = new Promise<undefined>((resolve) => { timer = setTimeout(() => resolve(undefined), ACKNOWLEDGE_MS) })
      const answer = await Promise.race([client.publish(topic, data, { ...(options.id !== undefined && { id: options.id }), ...(options.encrypted && { encrypted: true }) }), late])
      if (answer === undefined) throw new UsageProblem(`The server has not acknowledged within ${ACKNOWLEDGE_MS / 1_000} seconds; it may or may not have taken it. Send it again with the same --id to be sure.`, { code: 'unavailable' })
      if (options.json) writeOut(`${JSON.stringify(answer)}\n`)
      if (!answer.ok) {
        const { code, message, pointer } = answer.error
        writeError(printable(`halley send: refused (${code}${pointer === undefined ? '' : ` at ${pointer}`}): ${message}\n`))
        return EXIT.findings
      }
      const { seq, matched, id, duplicate } = answer
      if (!options.json) writeOut(printable(`accepted${duplicate ? ' before; this is a duplicate' : ''}: ${topic}, seq ${seq}, for ${matched} receiver${matched === 1 ? '' : 's'}, id ${id}\n`))
      return EXIT.fine
    } finally {
      clearTimeout(timer)
      client.close()
    }
  },
})

type Named = { readonly channel: string; readonly message: string; readonly app: string | undefined; readonly key: string | undefined; readonly org: string | undefined }

async function topicOf({ channel, message, app, key, org }: Named): Promise<string> {
  if (app === undefined) throw new UsageProblem('--app is missing: the technical name of the app that the channel is of, as in /a/APP. Or write the whole topic instead of channel and message.', { code: 'usage' })
  return `events.${readOrg(org)}.${app}.${channel}.${message}.${key === undefined ? '_' : await keyToken(key)}`
}

function wholeTopic(topic: string, { app, key, org }: Pick<Named, 'app' | 'key' | 'org'>): string {
  if (app !== undefined || key !== undefined || org !== undefined) throw new UsageProblem('--app, --key and --org are for a channel and a message; a whole topic says them itself.', { code: 'usage' })
  return topic
}

// Only a key needs the server: how it becomes a token is written there.
async function keyToken(key: string): Promise<string> {
  const { keyToToken } = await import('@halley/server')
  const token = keyToToken(key)
  if (token === undefined) throw new UsageProblem(`--key ${key} does not fit into a topic; a key has at most 64 letters and digits, fewer with other characters.`, { code: 'usage' })
  return token
}

async function readData(typed: string, readInput: () => Promise<string>) {
  const text = typed === '-' ? await readInput() : typed
  try {
    const data: Parameters<Awaited<ReturnType<typeof openEvents>>['publish']>[1] = JSON.parse(text)
    return data
  } catch {
    const mistake = findJsonMistake(text)
    throw new UsageProblem(`The data is not JSON${mistake === undefined ? '' : `: ${mistake.what} in line ${mistake.line}, column ${mistake.column}`}. Write it in quotes, such as '{"subject": "Printer on fire"}'; text alone is '"text"'.`, { code: 'json/invalid' })
  }
}
