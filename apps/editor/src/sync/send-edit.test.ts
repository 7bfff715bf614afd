import { LIMITS, type Edit } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { sendEdit, type EditRoutes } from './send-edit.ts'

const edit = (text: string): Edit => ({ id: 'e1', label: 'Paste', patches: [{ op: 'replace', path: ['name'], value: text }] })
const small = edit('Helpdesk')
const large = edit('x'.repeat(LIMITS.frameBytes))

function routes(answer: () => Response): EditRoutes & { readonly taken: string[] } {
  const taken: string[] = []
  return {
    taken,
    // Only "edit" is asked for here, and its reply fits that row of the table.
    connection: { request: (async (event: string) => { taken.push(`socket ${event}`); return { ok: true, revision: 7, skipped: 0 } }) as unknown as EditRoutes['connection']['request'] },
    fetch: async (path) => {
      taken.push(`http ${String(path)}`)
      return answer()
    },
  }
}

describe('sending an edit', () => {
  it('goes over the socket when it fits a frame', async () => {
    const ways = routes(() => Response.error())
    expect(await sendEdit(ways, 'p1', small)).toEqual({ ok: true, revision: 7, skipped: 0 })
    expect(ways.taken).toEqual(['socket edit'])
  })

  it('goes over HTTP when it is larger than a frame', async () => {
    const ways = routes(() => Response.json({ id: 'p1', revision: 8, skipped: 2 }))
    expect(await sendEdit(ways, 'p1', large)).toEqual({ ok: true, revision: 8, skipped: 2 })
    expect(ways.taken).toEqual(['http /api/v1/projects/p1/edits'])
  })

  it('a refusal over HTTP says the same as one over the socket', async () => {
    const ways = routes(() => Response.json({ code: 'edit/too_large', title: 'The project was not changed', detail: 'The edit has too many patches.', pointer: '/flows' }, { status: 413 }))
    expect(await sendEdit(ways, 'p1', large)).toEqual({ ok: false, error: { code: 'edit/too_large', message: 'The edit has too many patches.', pointer: '/flows' } })
  })

  it('no network, or an answer of something in between, is for sending again', async () => {
    const gateway = await sendEdit(routes(() => new Response('<h1>Bad gateway</h1>', { status: 502 })), 'p1', large)
    const noNetwork = await sendEdit(routes(() => { throw new TypeError('Failed to fetch') }), 'p1', large)
    for (const reply of [gateway, noNetwork]) expect(reply).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  })
})
