/** The `source` of events by which notifications tell programs outside of themselves. Rules never hear them. */
export const NOTICE_SOURCE = 'halley/notifications'
