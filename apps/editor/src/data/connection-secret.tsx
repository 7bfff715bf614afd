import { useEffect, useRef, useState } from 'react'
import { z } from 'zod'
import { Button, Field, TextInput } from '../kit/index.ts'
import { callServer } from '../sync/call-server.ts'
import { useProjectState } from '../stores/project-store.ts'

const connectionsSchema = z.object({ connections: z.record(z.string(), z.object({ hasSecret: z.boolean(), typedFor: z.string().optional() })) })

/** Gives the server the secret of a connection, or takes it away. It is never shown again: nobody who edits can read it. */
export function ConnectionSecret({ connectionId, name, baseUrl }: { readonly connectionId: string; readonly name: string; readonly baseUrl: string }) {
  const projectId = useProjectState((state) => state.projectId)
  const [hasSecret, setHasSecret] = useState<boolean | null>(null)
  /** The origin that it was typed for, where the address has another one now. */
  const [typedFor, setTypedFor] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [done, setDone] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const path = `/api/v1/projects/${encodeURIComponent(projectId)}/connections`

  const origin = URL.canParse(baseUrl) ? new URL(baseUrl).origin : ''
  const save = useProjectState((state) => state.save.type)

  useEffect(() => {
    let isHere = true
    const read = async () => {
      const answer = await callServer(path, {}, connectionsSchema)
      if (!isHere) return
      if (!answer.ok) return setProblem(answer.text)
      setHasSecret(answer.value.connections[connectionId]?.hasSecret ?? false)
      setTypedFor(answer.value.connections[connectionId]?.typedFor ?? null)
    }
    void read()
    return () => {
      isHere = false
    }
    // The server has the address as it was saved last.
  }, [path, connectionId, origin, save])

  const send = async (method: 'PUT' | 'DELETE') => {
    const answer = await callServer(`${path}/${encodeURIComponent(connectionId)}/secret`, method === 'PUT' ? { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ secret: typed }) } : { method }, null)
    setProblem(answer.ok ? null : answer.text)
    if (!answer.ok) return
    setHasSecret(method === 'PUT')
    setTypedFor(null)
    setTyped('')
    setDone(method === 'PUT' ? 'The server keeps it.' : 'The server has forgotten it.')
    // The button that was pressed is disabled or gone now.
    box.current?.querySelector('input')?.focus()
  }
  return (
    <div ref={box} className="flex flex-col gap-1">
      <Field label={name} error={problem ?? (typedFor === null ? null : `It was typed for ${typedFor} and is not sent to another address: type it again.`)} help={hasSecret === true ? 'The server has it, encrypted. It is not shown again; type to replace it.' : 'Kept by the server, encrypted; it is no part of the project, its exports or logs.'}>
        <TextInput type="password" autoComplete="new-password" value={typed} maxLength={4_000} placeholder={hasSecret === true ? '••••••••' : 'None yet'} onChange={(text) => { setTyped(text); setDone('') }} onKeyDown={(event) => event.key === 'Enter' && typed !== '' && void send('PUT')} />
      </Field>
      <div className="flex flex-wrap items-center gap-1">
        <Button size="small" disabled={typed === ''} onClick={() => void send('PUT')}>{hasSecret === true ? 'Replace' : 'Keep'}</Button>
        {hasSecret === true && <Button size="small" variant="quiet" onClick={() => void send('DELETE')}>Take it away</Button>}
        {/* The help above says the same to who sees it. */}
        <span role="status" className="sr-only">{done}</span>
      </div>
    </div>
  )
}
