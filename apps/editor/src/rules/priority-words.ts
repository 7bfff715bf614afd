import type { NoticePriority } from '@halley/model'

/** What each priority is called, and what it means on the way. */
export const priorityWords: Readonly<Record<NoticePriority, { readonly label: string; readonly help: string }>> = {
  low: { label: 'Low', help: 'Pushed when the device is awake anyway.' },
  normal: { label: 'Normal', help: 'Pushed as most notifications are.' },
  high: { label: 'High', help: 'Pushed at once, also to a device that sleeps.' },
  critical: { label: 'Critical', help: 'Waits for nothing: no delay, no digest, no quiet hours.' },
}
