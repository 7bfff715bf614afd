import type { Notice } from '@halley/protocol'
import { onOneLine, withoutControls } from './compose-text.ts'

/** Characters of a subject: more is cut off by mail programs, and lines of mails end at 998 bytes. */
const SUBJECT_CHARACTERS = 200

/** Notifications that one mail lists in full; a longer digest leads to the inbox. */
export const MAIL_NOTICES = 50

/** A notification of a mail, with the whole address at which it opens. */
export type NoticeOfMail = Pick<Notice, 'title' | 'body' | 'priority' | 'at'> & { readonly url: string }

export type MailParts = { readonly subject: string; readonly text: string; readonly html: string }

export type MailFrame = {
  readonly appName: string
  /** Whole addresses: of the inbox, and of the page on which one says what one wants; null for a mail that nobody can be rid of there, such as a trial. */
  readonly inboxUrl: string
  readonly settingsUrl: string | null
  /** IANA name; left out, times are in UTC. */
  readonly timeZone?: string
}

/** The mail of one notification or, with several, of a digest, the newest last: its subject, and the same words as plain text and as HTML. */
export function composeMail(notices: readonly [NoticeOfMail, ...NoticeOfMail[]], frame: MailFrame): MailParts {
  const subject = onOneLine(notices.length === 1 ? notices[0].title : `${notices.length} notifications from ${frame.appName}`, SUBJECT_CHARACTERS)
  const listed = notices.toReversed().slice(0, MAIL_NOTICES)
  const rest = notices.length - listed.length
  return { subject, text: plainPart(listed, rest, frame), html: htmlPart(listed, { rest, frame, subject }) }
}

function plainPart(notices: readonly NoticeOfMail[], rest: number, frame: MailFrame): string {
  const blocks = notices.map(({ title, body, priority, at, url }) => [
    `${mark(priority)}${onOneLine(title, SUBJECT_CHARACTERS)}`,
    timeText(at, frame),
    ...(body.trim() === '' ? [] : ['', withoutControls(body).trim()]),
    '',
    `Open: ${url}`,
  ].join('\n'))
  const more = rest > 0 ? [`And ${rest} more: ${frame.inboxUrl}`] : []
  const foot = `--\n${reason(frame)}\n${frame.settingsUrl === null ? '' : `Choose what you are notified of, and how: ${frame.settingsUrl}\n`}`
  return [...blocks, ...more, foot].join('\n\n')
}

/** Words that stand before a title, for the priorities that are worth them. */
function mark(priority: NoticeOfMail['priority']): string {
  if (priority === 'critical') return 'Critical: '
  return priority === 'high' ? 'High priority: ' : ''
}

function reason({ appName, settingsUrl }: MailFrame): string {
  const name = onOneLine(appName, SUBJECT_CHARACTERS)
  return settingsUrl === null ? `Sent by ${name}.` : `You get this mail because ${name} notifies you.`
}

function timeText(at: string, { timeZone = 'UTC' }: MailFrame): string {
  const format = (zone: string): string => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(new Date(at))
  try {
    return `${format(timeZone)} (${timeZone})`
  } catch {
    // A zone that this machine does not know, or that was mistyped: a mail without local time is better than none.
    return `${format('UTC')} (UTC)`
  }
}

// What mail programs draw alike: one column of tables, styles in the elements, colours for dark ones that know the media query.
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const DARK = [
  '.ground{background:#15171c!important}', '.card{background:#1f2229!important;border-color:#343943!important}', '.ink{color:#eceef2!important}',
  '.soft{color:#a9b0bd!important}', '.soft a{color:#9cb8ff!important}', '.line{border-color:#343943!important}', '.button{background:#6f97ff!important;color:#10131a!important}',
].join('')

function htmlPart(notices: readonly NoticeOfMail[], { rest, frame, subject }: { readonly rest: number; readonly frame: MailFrame; readonly subject: string }): string {
  const cards = notices.map((notice, index) => cardOf(notice, frame, index === 0)).join('')
  const more = rest > 0 ? `<tr><td class="soft line" style="padding:16px 24px;border-top:1px solid #e3e6eb;color:#5b6472;font-size:14px;line-height:20px">And ${rest} more in <a href="${escaped(frame.inboxUrl)}" style="color:#2456d6">your inbox</a>.</td></tr>` : ''
  const settings = frame.settingsUrl === null ? '' : ` <a href="${escaped(frame.settingsUrl)}" style="color:#2456d6">Choose what you are notified of, and how</a>.`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escaped(subject)}</title><style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${DARK}}</style></head>
<body class="ground" style="margin:0;padding:0;background:#f4f5f7;${FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="ground" style="background:#f4f5f7"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" style="width:100%;max-width:560px">
<tr><td class="soft" style="padding:0 4px 10px;color:#5b6472;font-size:13px;line-height:18px;font-weight:600">${escaped(onOneLine(frame.appName, SUBJECT_CHARACTERS))}</td></tr>
<tr><td class="card" style="background:#ffffff;border:1px solid #e3e6eb;border-radius:10px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0">${cards}${more}</table></td></tr>
<tr><td class="soft" style="padding:14px 4px 0;color:#5b6472;font-size:12px;line-height:18px">${escaped(reason(frame))}${settings}</td></tr>
</table></td></tr></table>
</body></html>
`
}

function cardOf({ title, body, priority, at, url }: NoticeOfMail, frame: MailFrame, isFirst: boolean): string {
  const label = mark(priority).replace(/: $/, '')
  const badge = label === '' ? '' : `<div style="display:inline-block;margin:0 0 8px;padding:1px 8px;border-radius:4px;background:${priority === 'critical' ? '#c4262e' : '#b25e09'};color:#ffffff;font-size:12px;line-height:18px;font-weight:600">${label}</div>`
  const text = body.trim() === '' ? '' : `<div class="ink" style="margin:10px 0 0;color:#1d2129;font-size:15px;line-height:22px;overflow-wrap:anywhere">${escaped(withoutControls(body).trim()).replaceAll('\n', '<br>')}</div>`
  return `<tr><td class="line" style="padding:20px 24px;${isFirst ? '' : 'border-top:1px solid #e3e6eb'}">${badge}<div class="ink" style="color:#1d2129;font-size:18px;line-height:24px;font-weight:600;overflow-wrap:anywhere">${escaped(onOneLine(title, SUBJECT_CHARACTERS))}</div><div class="soft" style="margin:2px 0 0;color:#5b6472;font-size:13px;line-height:18px">${escaped(timeText(at, frame))}</div>${text}<div style="margin:16px 0 0"><a href="${escaped(url)}" class="button" style="display:inline-block;padding:8px 16px;border-radius:6px;background:#2456d6;color:#ffffff;font-size:14px;line-height:20px;font-weight:600;text-decoration:none">Open</a></div></td></tr>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as HTML shows it, in elements and in quoted attributes alike. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
