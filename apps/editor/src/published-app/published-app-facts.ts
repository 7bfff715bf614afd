import { idSchema } from '@halley/model'
import { z } from 'zod'

const factsSchema = z.object({
  app: z.string(),
  projectId: idSchema,
  name: z.string(),
  personas: z.array(z.object({ id: idSchema, name: z.string(), technicalName: z.string() })),
})
const problemSchema = z.object({ code: z.string(), detail: z.string() })

/** What the page needs to know of a published app before it connects. */
export type PublishedAppFacts = z.infer<typeof factsSchema>

export type FactsReading =
  | { readonly type: 'there'; readonly facts: PublishedAppFacts }
  | { readonly type: 'notPublished' }
  /** The app is for people who have signed in. */
  | { readonly type: 'signedOut' }
  | { readonly type: 'failed'; readonly text: string }

/** Asks the server for a published app. */
export async function readFacts(name: string): Promise<FactsReading> {
  let answer: unknown
  try {
    const response = await fetch(`/api/v1/apps/${encodeURIComponent(name)}`)
    answer = await response.json()
  } catch {
    return { type: 'failed', text: 'The server cannot be reached. Check the network and try again.' }
  }
  const facts = factsSchema.safeParse(answer)
  if (facts.success) return { type: 'there', facts: facts.data }
  const problem = problemSchema.safeParse(answer)
  if (problem.data?.code === 'app/not_published') return { type: 'notPublished' }
  if (problem.data?.code === 'signed_out') return { type: 'signedOut' }
  return { type: 'failed', text: problem.data?.detail ?? 'The server answered in a shape that this page does not know. Reload it.' }
}
