import type { ApiToken } from '@halley/protocol'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { Badge, Button, Dialog, EmptyState } from '../kit/index.ts'
import { NoSuchPage } from '../shell/no-such-page.tsx'
import { RelativeTime } from '../start-page/relative-time.tsx'
import { callAccount } from './account-api.ts'
import { AccountPage, LIST_FRAME } from './account-page.tsx'
import { useMay } from './account-store.ts'
import { actionWords } from './action-words.ts'
import { Day } from './day.tsx'
import { NewTokenDialog } from './new-token-dialog.tsx'
import { useAnswer } from './use-answer.ts'

/** The tokens by which programs outside take part. */
export function TokensPage() {
  const mayManage = useMay('tokens/manage')
  const { answer, reload } = useAnswer('tokens')
  const [isMaking, setMaking] = useState(false)
  const [revoked, setRevoked] = useState<ApiToken | null>(null)
  if (!mayManage) return <NoSuchPage>Only owners see and make API tokens. Ask one for the token that your program needs.</NoSuchPage>
  const tokens = answer?.ok === true ? answer.value.tokens : []
  const newButton = <Button size="large" variant="primary" icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => setMaking(true)}>New token</Button>
  return (
    <AccountPage section="tokens" title="API tokens" lead="A program outside signs in with a token, and may do what the token allows and nothing else." actions={tokens.length > 0 ? newButton : undefined}>
      {answer === null ? <p role="status" className="text-sm text-ink-faint">Looking for tokens…</p> : null}
      {answer?.ok === false ? <div className={`${LIST_FRAME} py-6`}><EmptyState title="The tokens cannot be shown" actions={<Button onClick={reload}>Try again</Button>}>{answer.text}</EmptyState></div> : null}
      {answer?.ok === true && tokens.length === 0 ? (
        <div className="rounded-lg border border-dashed border-line-strong bg-pane py-8"><EmptyState icon={<KeyRound />} title="No token yet" actions={newButton}>Make one for each program, so that each can be ended alone.</EmptyState></div>
      ) : null}
      {tokens.length > 0 ? (
        <ul className={LIST_FRAME} aria-label="API tokens">
          {tokens.toSorted((left, right) => right.createdAt - left.createdAt).map((token) => <TokenRow key={token.id} token={token} onRevoke={() => setRevoked(token)} />)}
        </ul>
      ) : null}
      {isMaking ? <NewTokenDialog onMade={reload} onClose={() => setMaking(false)} /> : null}
      {revoked === null ? null : <RevokeDialog token={revoked} onClose={() => setRevoked(null)} onRevoked={reload} />}
    </AccountPage>
  )
}

function TokenRow({ token, onRevoke }: { readonly token: ApiToken; readonly onRevoke: () => void }) {
  const { name, start, allow, appRoles, createdBy, createdAt, expiresAt, lastUsedAt } = token
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3" aria-label={name}>
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2"><span className="truncate text-base font-medium">{name}</span><code className="text-xs text-ink-faint">{start}…</code></p>
        <p className="text-sm text-ink-faint">by {createdBy}, <RelativeTime at={createdAt} /> · {lastUsedAt === null ? 'never used' : <>used <RelativeTime at={lastUsedAt} /></>} · {expiresAt === null ? 'never expires' : <>expires <Day at={expiresAt} /></>}</p>
        <ul className="mt-1.5 flex flex-col gap-1" aria-label={`What ${name} may do`}>
          {allow.map(({ action, pattern }) => (
            <li key={`${action} ${pattern}`} className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5"><Badge>{actionWords[action].label}</Badge><code className="min-w-0 text-xs [overflow-wrap:anywhere]">{pattern}</code></li>
          ))}
        </ul>
        {appRoles.length === 0 ? null : <p className="mt-1.5 flex flex-wrap gap-1">{appRoles.map((role) => <Badge key={role} tone="accent">{role}</Badge>)}</p>}
      </div>
      <Button aria-label={`Revoke ${name}`} onClick={onRevoke}>Revoke…</Button>
    </li>
  )
}

function RevokeDialog({ token, onClose, onRevoked }: { readonly token: ApiToken; readonly onClose: () => void; readonly onRevoked: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  const revoke = async () => {
    const answer = await callAccount('revokeToken', { id: token.id })
    if (!answer.ok && answer.code !== 'token/not_found') return setProblem(answer.text)
    onClose()
    onRevoked()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke ${token.name}?`}
      width="narrow"
      actions={<><Button autoFocus onClick={onClose}>Cancel</Button><Button variant="danger" onClick={() => void revoke()}>Revoke</Button></>}
    >
      <p className="text-sm text-ink-soft">Programs that use it are cut at once and cannot come back with it. This cannot be undone.</p>
      {problem === null ? null : <p role="alert" className="mt-2 text-sm text-danger">{problem}</p>}
    </Dialog>
  )
}
