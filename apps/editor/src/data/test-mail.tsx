import { useState } from 'react'
import { z } from 'zod'
import { Button, Field, TextInput } from '../kit/index.ts'
import { callServer } from '../sync/call-server.ts'
import { useProjectState } from '../stores/project-store.ts'

const trialSchema = z.object({ sent: z.boolean(), text: z.string() })

type Trial = { readonly type: 'none' | 'sending' } | { readonly type: 'done'; readonly sent: boolean; readonly text: string }

/** Sends a mail through a connection to a mail server, and shows what came of it. */
export function TestMail({ connectionId }: { readonly connectionId: string }) {
  const projectId = useProjectState((state) => state.projectId)
  const isSaved = useProjectState((state) => state.save.type === 'saved')
  const [to, setTo] = useState('')
  const [trial, setTrial] = useState<Trial>({ type: 'none' })

  const send = async () => {
    setTrial({ type: 'sending' })
    const path = `/api/v1/projects/${encodeURIComponent(projectId)}/connections/${encodeURIComponent(connectionId)}/test-mail`
    const answer = await callServer(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ to }) }, trialSchema)
    setTrial({ type: 'done', ...(answer.ok ? answer.value : { sent: false, text: answer.text }) })
  }
  // The server has the connection as it was saved last.
  const mayStart = isSaved && to.trim() !== '' && trial.type !== 'sending'
  return (
    <div className="flex flex-col gap-1">
      <Field label="Test mail to" help="One mail goes through this connection, and what the mail server says is shown here.">
        <TextInput type="email" value={to} maxLength={254} placeholder="you@example.com" onChange={(text) => { setTo(text); setTrial({ type: 'none' }) }} onKeyDown={(event) => event.key === 'Enter' && mayStart && void send()} />
      </Field>
      <div className="flex items-center gap-1">
        <Button size="small" disabled={!mayStart} onClick={() => void send()}>{trial.type === 'sending' ? 'Sending…' : 'Send a test mail'}</Button>
      </div>
      <p role="status" className={trial.type === 'done' && !trial.sent ? 'text-xs wrap-anywhere text-danger' : 'text-xs wrap-anywhere text-ink-soft'}>{trial.type === 'done' ? trial.text : ''}</p>
    </div>
  )
}
