import type { Project } from '@halley/model'
import type { PreviewPost } from '@halley/protocol'
import type { CausedNotice } from '../storage/notification-storage.ts'
import { inboxPath, noticePath, noticeSettingsPath, type AppPage } from './compose-addresses.ts'
import { composeMail } from './compose-mail.ts'
import { composePush, composePushDigest } from './compose-push.ts'
import { attemptIdOf } from './notice-ids.ts'
import { noticeOnWire } from './notice-on-wire.ts'
import type { MailToSend, PushToSend } from './transports.ts'
import type { Post } from './try-attempt.ts'

/** The push of a post. A digest takes the place of the one before it, of the same rule and person. */
export function pushOf(post: Post): PushToSend {
  const { app, person, notices, isDigest } = post
  const page = pageOf(post)
  const [first, ...others] = notices
  if (!isDigest) return composePush(noticeOnWire(first), page)
  return composePushDigest([noticeOnWire(first), ...others.map(noticeOnWire)], { page, appName: app.project.name, digest: JSON.stringify([app.projectId, app.environment, first.cause.ruleId, person.id]) })
}

/** The mail of a post. Its id is the same at every try. */
export function mailOf(post: Post, publicUrl: string): MailToSend {
  const { app, person, notices, attempt, timeZone } = post
  const page = pageOf(post)
  const [first, ...others] = notices
  // An address leads there directly, also for who reads mails where nobody is signed in.
  const ofMail = (notice: CausedNotice) => ({ ...noticeOnWire(notice), url: notice.url ?? `${publicUrl}${noticePath(page, notice.id)}` })
  const settingsUrl = `${publicUrl}${noticeSettingsPath(page)}`
  const parts = composeMail([ofMail(first), ...others.map(ofMail)], { appName: app.project.name, inboxUrl: `${publicUrl}${inboxPath(page)}`, settingsUrl, ...(timeZone !== undefined && { timeZone }) })
  return { ...parts, settingsUrl, to: { name: person.name, address: person.email ?? '' }, messageId: `<${attemptIdOf(attempt)}@${hostOf(publicUrl)}>` }
}

/** What the preview shows of a push or mail that is not sent. */
export function previewPostOf({ app, person, notices, attempt }: Post, sent: { readonly push: PushToSend } | { readonly mail: MailToSend; readonly connectionId: string | null }, at: string): PreviewPost {
  const head = { id: attemptIdOf(attempt), at, personaId: person.id, noticeId: notices[0].id }
  if ('push' in sent) return { ...head, post: { type: 'push', payload: sent.push.payload, urgency: sent.push.urgency, ttlSeconds: sent.push.ttlSeconds } }
  const { to, subject, text, html } = sent.mail
  return { ...head, post: { type: 'email', from: senderOf(app.project, sent.connectionId), to: `${to.name} <${to.address}>`, subject, text, html } }
}

function pageOf({ app, person }: Post): AppPage {
  return { app: app.project.technicalName, persona: person.persona }
}

/** Who the mails of a connection, or of the only mail server, come from; empty where there is none. */
function senderOf({ connections }: Project, connectionId: string | null): string {
  const servers = Object.values(connections).flatMap(({ id, settings }) => (settings.type === 'smtp' && (connectionId === null || id === connectionId) ? [settings.from] : []))
  return servers.length === 1 ? (servers[0] ?? '') : ''
}

function hostOf(publicUrl: string): string {
  return URL.canParse(publicUrl) ? new URL(publicUrl).hostname.replace(/^\[|\]$/g, '') : 'localhost'
}
