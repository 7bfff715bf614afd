import type { AppSnapshot, RunFailure } from '@halley/client'
import type { ReactNode } from 'react'

/** Names a place of the flow for people, and goes there when that is possible. */
export type PlaceLink = (place: { readonly flowId: string | null; readonly nodeId: string | null }) => { readonly text: string; readonly onJump?: () => void } | null

/** What somebody can do where they are told something. */
export type ClientAction = { readonly label: string; readonly onAct: () => void }

/** What stands where no screen is. */
export function ClientState({ title, children, action }: { readonly title: string; readonly children?: ReactNode; readonly action?: ClientAction }) {
  return (
    <div className="halley-state">
      <p className="halley-state-title">{title}</p>
      {children === undefined ? null : <div className="halley-state-text">{children}</div>}
      {action === undefined ? null : <button type="button" className="halley-button" data-tone="plain" onClick={action.onAct}>{action.label}</button>}
    </div>
  )
}

/** Why a run stopped, where, and what to do. */
export function FailureText({ failure, placeLink }: { readonly failure: RunFailure; readonly placeLink: PlaceLink | undefined }) {
  const place = placeLink?.({ flowId: failure.flowId, nodeId: failure.nodeId }) ?? null
  return (
    <>
      <p>{failure.error.message}</p>
      {place === null ? null : <p>At {place.onJump === undefined ? <b>{place.text}</b> : <button type="button" className="halley-link" onClick={place.onJump}>{place.text}</button>}</p>}
      {failure.nodeId === null ? null : <p>Change what it does, or connect its Error exit where it has one. Then start again.</p>}
    </>
  )
}

/** Says that what is shown may be old, while there is no connection; null while all is well. Where nothing is shown, the place of the screen says it, and the strip is only read aloud. */
export function ConnectionStrip({ snapshot, isSaidBelow, onReconnect }: { readonly snapshot: AppSnapshot; readonly isSaidBelow: boolean; /** Null while there is nothing to connect to. */ readonly onReconnect: (() => void) | null }) {
  const { state, refusal } = snapshot.connection
  if (state === 'live' || state === 'connecting') return null
  if (state === 'offline' && isSaidBelow) return <div className="halley-unseen" role="status">{refusal?.message ?? 'Disconnected.'}</div>
  return (
    <div className="halley-strip" role="status">
      <span>{state === 'reconnecting' ? 'Reconnecting. What is shown may be old.' : refusal === null ? 'Disconnected. What is shown may be old.' : refusal.message}</span>
      {state === 'offline' && onReconnect !== null ? <button type="button" className="halley-link" onClick={onReconnect}>Reconnect</button> : null}
    </div>
  )
}
