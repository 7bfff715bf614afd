import { z } from 'zod'
import { signedOut } from './account-signals.ts'

const codeSchema = z.object({ code: z.string() })

/** As `fetch`, for this page's server; notices when it answers that nobody is signed in any more. */
export async function fetchServer(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init)
  if (response.status === 401) {
    const problem = codeSchema.safeParse(await response.clone().json().catch(() => undefined))
    // A wrong password is a 401, too.
    if (problem.data?.code === 'signed_out') signedOut.tell()
  }
  return response
}
