import { readFileSync } from 'node:fs'
import { ENCRYPTED_CONTENT_TYPE } from '@halley/protocol'
import { z } from 'zod'

const vectorSchema = z.object({
  program: z.object({ d: z.string(), publicKey: z.string() }),
  ecdhSecret: z.string(), dataKey: z.string(), keyContext: z.string(), envelopeContext: z.string(), clear: z.string(),
  key: z.record(z.string(), z.json()), event: z.object({ topic: z.string(), id: z.string() }), data: z.record(z.string(), z.json()),
})

/** How programs read and publish encrypted messages, with an example that anybody can compute. */
export function encryptedMessages(): string {
  const { program, ecdhSecret, dataKey, keyContext, envelopeContext, clear, key, event, data } = vectorSchema.parse(JSON.parse(readFileSync(new URL('../../docs/encryption-vector.json', import.meta.url), 'utf8')))
  const lines = (value: unknown): string => JSON.stringify(value, null, 2)
  return `## Encrypted messages

A message that is sent with *Security* is an event with \`encrypted: true\`, \`datacontenttype: "${ENCRYPTED_CONTENT_TYPE}"\` and an envelope as its \`data\`:
\`{v: 1, kid, iv, ct}\`. All bytes are base64url without padding. It is the same over \`/events\`, over HTTP, in the history and in the log. Topic, key, id, times
and sizes stay visible.

| | |
|---|---|
| cipher | AES-256-GCM; \`iv\` is 12 random bytes, \`ct\` the ciphertext with its tag of 16 bytes behind it |
| clear text | the payload as JSON, in UTF-8 |
| additional data | the JSON array \`[org, app, channel, message, key, id, kid]\` in UTF-8, without spaces: tokens 2 to 6 of the topic as they stand there (\`_\` where there is no key), the event's \`id\`, and the \`kid\` |
| \`kid\` | the data key of the channel; it is replaced after 2^20 messages, after 24 hours, and when somebody who may have it may no longer listen |

An envelope that was changed, or has come to another topic or id, does not open: refuse it, and say so.

**To read**, a program makes a key pair of ECDH on P-256 and gives its public key with \`subscribe\` as \`publicKey\`: 65 bytes (0x04, x, y) in base64url, or a JWK. If it may listen
on the channel, a \`key\` push comes before the first event that needs it, also in a replay, on each connection anew:

1. The secret of ECDH is the x coordinate, 32 bytes, of the program's private key and the \`publicKey\` of the push, which the server uses once.
2. HKDF-SHA-256 of it, with no salt and as info the JSON array \`["halley channel key", 1, kid, org, app, channel]\`, gives 32 bytes.
3. AES-256-GCM with these, \`iv\`, and the same JSON array as additional data opens \`wrapped\`: the 32 bytes of the data key, sealed with their tag.

Without a \`publicKey\`, or without the right, the data stays ciphertext and a notice \`encrypted\` says why. Over HTTP it always does. Whoever loses the right is
given no further keys; what came before stays readable to whoever has its key.

**To publish** encrypted, a program that may listen on the channel, too, asks \`key\` \`{topic, publicKey}\`, which answers what the push has, encrypts with the \`id\` that it then gives, and publishes with
\`encrypted: true\`. The server opens the envelope to check the payload against the message, and passes it on as it came. \`encryption/key_retired\`: ask for the key again and encrypt
anew. \`encryption/not_authentic\`: the envelope is not of this topic and id, or was sent before. Only messages of apps have keys (\`encryption/no_key\`).

The SDK does all of it: \`subscribe\` hands over clear data with \`encrypted: true\`, and \`publish(topic, data, {encrypted: true})\` encrypts.

An example, also in [encryption-vector.json](encryption-vector.json). The program has the private key \`${program.d}\` and the public key \`${program.publicKey}\`, and gets

\`\`\`json
${lines(key)}
\`\`\`

so that the secret of ECDH is \`${ecdhSecret}\`, info and additional data are \`${keyContext}\`, and the data key is \`${dataKey}\`. The event

\`\`\`json
${lines({ ...event, encrypted: true, datacontenttype: ENCRYPTED_CONTENT_TYPE, data })}
\`\`\`

has the additional data \`${envelopeContext}\` and says

\`\`\`json
${clear}
\`\`\``
}
