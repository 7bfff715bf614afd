import { buttonKey } from '@halley/model'
import type { ButtonView } from './drawing.ts'

type ScreenButtonProps = {
  readonly widget: ButtonView
  readonly pendingButton: string | null
  readonly onPress: (button: ButtonView) => void
  /** What tells it apart from the same button in other rows, for screen readers. */
  readonly about?: string | undefined
}

/** A button of a screen; while a press is on its way, no other one is taken. */
export function ScreenButton({ widget, pendingButton, onPress, about }: ScreenButtonProps) {
  const isPending = pendingButton === buttonKey(widget.id, widget.row)
  // Not `disabled`: the focus would be lost, and with it the place of a person who works by keyboard.
  const waits = pendingButton !== null || undefined
  const look = {
    className: 'halley-button', 'data-tone': widget.tone, 'data-in-row': widget.row === undefined ? undefined : true, 'data-pending': isPending || undefined,
    'aria-busy': isPending || undefined, 'aria-disabled': waits, 'aria-label': about === undefined || about === '' ? undefined : `${widget.label}: ${about}`,
  }
  return widget.isDefault
    ? <button type="submit" {...look}>{widget.label}</button>
    : <button type="button" {...look} onClick={() => { if (waits === undefined) onPress(widget) }}>{widget.label}</button>
}
