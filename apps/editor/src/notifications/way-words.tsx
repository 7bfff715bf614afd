import type { NoticeWay } from '@halley/model'
import { Bell, Mail, Smartphone } from 'lucide-react'
import type { ReactNode } from 'react'

/** What each way of a notification is called, and its icon (silent to screen readers). */
export const wayWords: Readonly<Record<NoticeWay, { readonly label: string; readonly icon: ReactNode }>> = {
  inbox: { label: 'Inbox', icon: <Bell aria-hidden="true" /> },
  push: { label: 'Push', icon: <Smartphone aria-hidden="true" /> },
  email: { label: 'E-mail', icon: <Mail aria-hidden="true" /> },
}
