/** Whose page of a published app an address leads to. */
export type AppPage = {
  /** The technical name of the app, as in `/a/{app}`. */
  readonly app: string
  /** The technical name of the persona whose page it is; null for who has signed in, and for an app without personas. */
  readonly persona: string | null
}

/** The path of the server at which a published app opens a notification once: `/a/helpdesk?notice=…`. */
export function noticePath(page: AppPage, noticeId: string): string {
  return pathOf(page, { notice: noticeId })
}

/** The path at which a published app shows its inbox. */
export function inboxPath(page: AppPage): string {
  return pathOf(page, { notices: 'inbox' })
}

/** The path at which people say what they want to be notified of, and how. */
export function noticeSettingsPath(page: AppPage): string {
  return pathOf(page, { notices: 'settings' })
}

function pathOf({ app, persona }: AppPage, parameters: Readonly<Record<string, string>>): string {
  return `/a/${encodeURIComponent(app)}?${new URLSearchParams({ ...(persona !== null && { persona }), ...parameters }).toString()}`
}

/** The id of a mail for its whole life: the same for every try of what `attemptId` names. */
export function mailId(attemptId: string, publicUrl: string): string {
  return `${attemptId}@${new URL(publicUrl).hostname.replaceAll(/[[\]:]/g, '-')}`
}
