import type { NoticePriority } from '@halley/model'

/** What each priority is called, and what it means on the way. */
export const priorityWords: Readonly<Record<NoticePriority, { readonly label: string; readonly help: string }>> = {
  low: { label: 'Low', help: 'A push may wait until the device is awake anyway.' },
  normal: { label: 'Normal', help: 'A push comes as most do.' },
  high: { label: 'High', help: 'A push comes to a device that sleeps, too.' },
  critical: { label: 'Critical', help: 'Waits for nothing: no delay, no digest, no quiet hours.' },
}
