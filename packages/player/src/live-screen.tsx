import type { AppClient } from '@halley/client'
import { buttonKey, everyWidgetView, type ScreenView } from '@halley/model'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ButtonView } from './drawing.ts'
import { inputsOf, noDrafts, type Draft, type ScreenDrafts } from './screen-drafts.ts'
import { ShownStreamsContext, type ShownStreams } from './shown-streams.ts'
import { ScreenWidgets } from './screen-widgets.tsx'

export type LiveScreenProps = {
  readonly client: AppClient
  readonly view: ScreenView
  readonly drafts: ScreenDrafts | undefined
  readonly onType: (screenId: string, widgetId: string, draft: Draft) => void
  readonly onPressed: () => void
  readonly onStored: (screenId: string, sent: ScreenDrafts, version: number) => void
}

type Refused = { readonly text: string; readonly fields: Readonly<Record<string, string>> }

/** A screen in which a person works: what is typed is kept, pressed buttons are sent, and what is wrong is shown where it is. */
export function LiveScreen({ client, view, drafts = noDrafts, onType, onPressed, onStored }: LiveScreenProps) {
  const [pending, setPending] = useState<string | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  const streams = useMemo<ShownStreams>(() => ({ texts: client.streams, stop: client.stopStream }), [client])
  // Only at a refusal, not at every version of the screen: the order of the widgets is read when it comes.
  const wrongFirst = refused === null ? undefined : firstOf(view, refused.fields)
  useEffect(() => {
    if (refused !== null && wrongFirst !== undefined) frame.current?.querySelector<HTMLElement>(`[data-widget="${CSS.escape(wrongFirst)}"]`)?.focus()
  }, [refused, wrongFirst])

  const press = async (button: ButtonView) => {
    const inputs = button.storesInputs ? inputsOf(view, drafts) : {}
    setPending(buttonKey(button.id, button.row))
    onPressed()
    const reply = await client.press({ screenId: view.id, widgetId: button.id, inputs, ...(button.row !== undefined && { row: button.row, version: view.version }) })
    setPending(null)
    setRefused(reply.ok ? null : { text: reply.error.message, fields: reply.error.fields ?? {} })
    if (reply.ok && button.storesInputs) onStored(view.id, drafts, view.version)
  }
  const type = (widgetId: string, draft: Draft) => {
    onType(view.id, widgetId, draft)
    // What is being corrected is no longer called wrong; the rest stays.
    setRefused((now) => (now === null ? null : { ...now, text: '', fields: Object.fromEntries(Object.entries(now.fields).filter(([id]) => id !== widgetId)) }))
  }
  return (
    <div ref={frame}>
      {refused === null || refused.text === '' ? null : <p className="halley-notice" role="alert">{refused.text}</p>}
      <ShownStreamsContext value={streams}>
        <ScreenWidgets view={view} drafts={drafts} errors={refused?.fields ?? {}} pendingButton={pending} onType={type} onPress={(button) => void press(button)} />
      </ShownStreamsContext>
    </div>
  )
}

function firstOf(view: ScreenView, fields: Refused['fields']): string | undefined {
  for (const widget of everyWidgetView(view.widgets)) if (fields[widget.id] !== undefined) return widget.id
  return undefined
}
