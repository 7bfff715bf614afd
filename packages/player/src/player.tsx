import type { AppClient, RunFailure } from '@halley/client'
import type { ScreenView } from '@halley/model'
import { useLayoutEffect, useReducer, useRef, useSyncExternalStore, type KeyboardEvent } from 'react'
import { ClientState, ConnectionStrip, FailureText, type ClientAction, type PlaceLink } from './client-states.tsx'
import { NoticeToasts } from './inbox/notice-toasts.tsx'
import { LiveScreen, type LiveScreenProps } from './live-screen.tsx'
import { Overlay } from './overlay.tsx'
import { ShownClientContext } from './shown-client.ts'
import { stored, typed, type AllDrafts, type Draft, type ScreenDrafts } from './screen-drafts.ts'
import { useArrivals } from './use-arrivals.ts'
import { useOverlayFocus } from './use-overlay-focus.ts'
import './player.css'

export type PlayerProps = {
  readonly client: AppClient
  /** What a screen reader calls this client, such as "Customer". */
  readonly label: string
  /** Names the node where a run failed; left out in published apps. */
  readonly placeLink?: PlaceLink
  /** Set while there is no flow that this client could start with: says what to do about it. */
  readonly nothingToStart?: string | undefined
  /** False while there is nothing to connect to, which the refusal says; left out: it can be tried. */
  readonly mayConnect?: boolean
  /** What may be done about a failure here, beside starting again; left out in published apps. */
  readonly remedyOf?: ((failure: RunFailure) => ClientAction | undefined) | undefined
}

type DraftAction =
  | { readonly type: 'typed'; readonly screenId: string; readonly widgetId: string; readonly draft: Draft }
  | { readonly type: 'stored'; readonly screenId: string; readonly sent: ScreenDrafts; readonly version: number }

function draftsAfter(all: AllDrafts, action: DraftAction): AllDrafts {
  return action.type === 'typed' ? typed(all, action.screenId, action) : stored(all, action.screenId, action)
}

const noOverlays: readonly ScreenView[] = []

/** Says how many overlays there are besides those that are drawn. */
function MoreOf({ count = 0 }: { readonly count?: number | undefined }) {
  return count > 0 ? <p className="halley-more">{count.toLocaleString('en')} more</p> : null
}

/** Draws a running session: its screen, what arrived over it, and how it is connected. */
export function Player(props: PlayerProps) {
  return <ShownClientContext value={props.client}><RunningClient {...props} /></ShownClientContext>
}

function RunningClient({ client, label, placeLink, nothingToStart, mayConnect = true, remedyOf }: PlayerProps) {
  const snapshot = useSyncExternalStore(client.subscribe, client.get)
  const [drafts, note] = useReducer(draftsAfter, new Map())
  const frame = useRef<HTMLDivElement>(null)
  const hasPressed = useRef(false)
  const { screens, failure, connection } = snapshot
  const main = screens?.main ?? null
  const overlays = screens?.overlays ?? noOverlays
  const blocking = overlays.filter(({ overlay }) => overlay?.placement === 'dialog' || overlay?.placement === 'sidePanel')
  const top = blocking.at(-1)
  const isModal = top?.overlay?.placement === 'dialog'
  const arrivals = useArrivals(overlays)
  useOverlayFocus(frame, top?.id ?? null)

  // A press that led to another screen takes the person there, by keyboard and for screen readers too.
  const mainId = main?.id ?? null
  useLayoutEffect(() => {
    if (!hasPressed.current) return
    hasPressed.current = false
    const active = document.activeElement
    if (active === null || active === document.body) frame.current?.querySelector<HTMLElement>('.halley-screen')?.focus({ preventScroll: true })
  }, [mainId])

  const working: Omit<LiveScreenProps, 'view' | 'drafts'> = {
    client,
    onType: (screenId, widgetId, draft) => note({ type: 'typed', screenId, widgetId, draft }),
    onPressed: () => { hasPressed.current = true },
    onStored: (screenId, sent, version) => note({ type: 'stored', screenId, sent, version }),
  }
  const close = (view: ScreenView) => void client.closeOverlay(view.id)
  const remedy = failure === null ? undefined : remedyOf?.(failure)
  const startAgain = { label: 'Start again', onAct: () => void client.reset(null) }
  const onKeyDown = (event: KeyboardEvent) => {
    const newest = top ?? overlays.at(-1)
    if (event.key !== 'Escape' || event.defaultPrevented || newest === undefined) return
    event.preventDefault()
    event.stopPropagation()
    close(newest)
  }
  const draw = (view: ScreenView, depth = 0) => (
    <Overlay key={view.id} view={view} isBelow={depth > 0} depth={depth} onClose={() => close(view)}>
      <LiveScreen {...working} view={view} drafts={drafts.get(view.id)} />
    </Overlay>
  )
  const placed = (placement: 'banner' | 'toast') => overlays.filter(({ overlay }) => overlay?.placement === placement).map((view) => draw(view))

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc closes the top overlay from anywhere inside
    <div ref={frame} className="halley-client" data-halley-client="" role="group" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {/* Above all that opens over the page: what is shown there may be old too. */}
      <ConnectionStrip snapshot={snapshot} isSaidBelow={main === null && failure === null} onReconnect={mayConnect ? client.reconnect : null} />
      <div className="halley-body">
        <div className="halley-page" inert={isModal}>
          {(screens?.navigation.length ?? 0) > 0 ? (
            <nav className="halley-navigation" aria-label={`Navigation of ${label}`}>
              {screens?.navigation.map((item) => <button key={item.id} type="button" onClick={() => void client.navigate(item.id)}>{item.name}</button>)}
            </nav>
          ) : null}
          <div className="halley-banners">
            <MoreOf count={screens?.moreBanners} />
            {placed('banner')}
          </div>
          {failure !== null && main !== null ? (
            <div className="halley-strip" data-tone="danger" role="alert">
              <div><FailureText failure={failure} placeLink={placeLink} /></div>
              {remedy === undefined ? null : <button type="button" className="halley-link" onClick={remedy.onAct}>{remedy.label}</button>}
              <button type="button" className="halley-link" onClick={client.dismissFailure}>Dismiss</button>
            </div>
          ) : null}
          <div className="halley-screen" tabIndex={-1}>
            {main !== null ? (
              <LiveScreen key={main.id} {...working} view={main} drafts={drafts.get(main.id)} />
            ) : failure !== null ? (
              <ClientState title="The flow stopped" action={remedy ?? startAgain}><FailureText failure={failure} placeLink={placeLink} /></ClientState>
            ) : connection.state === 'offline' ? (
              <ClientState title="Not connected" {...(mayConnect && { action: { label: 'Connect', onAct: client.reconnect } })}>{connection.refusal?.message ?? 'This client was disconnected.'}</ClientState>
            ) : screens === null ? (
              <ClientState title={connection.state === 'live' ? 'Starting…' : 'Connecting…'} />
            ) : nothingToStart !== undefined ? (
              <ClientState title="Nothing to start yet">{nothingToStart}</ClientState>
            ) : snapshot.listeners.length > 0 ? (
              <ClientState title="Listening" action={startAgain}>No screen is shown; what arrives opens here.</ClientState>
            ) : (
              <ClientState title="The flow has ended" action={startAgain}>No screen is left to show.</ClientState>
            )}
          </div>
        </div>
        <div className="halley-stack" data-modal={isModal || undefined} hidden={blocking.length === 0}>
          {blocking.map((view, index) => draw(view, blocking.length - 1 - index))}
          <MoreOf count={screens?.more} />
        </div>
        <div className="halley-toasts">
          <MoreOf count={screens?.moreToasts} />
          {placed('toast')}
        </div>
        <NoticeToasts client={client} />
      </div>
      <p className="halley-announcer" role="status" aria-live="polite">{arrivals}</p>
    </div>
  )
}
