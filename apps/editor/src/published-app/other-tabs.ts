/** What tabs of one browser tell each other, since they have one sign-in: it ended, or who is here may be another now. */
export type AccountNews = 'signedOut' | 'changed'

let channel: BroadcastChannel | null = null

function otherTabs(): BroadcastChannel {
  channel ??= new BroadcastChannel('halley-account')
  return channel
}

/** Tells the other tabs of this browser, pages of published apps included. */
export function tellOtherTabs(news: AccountNews): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: it reaches pages of this origin only
  otherTabs().postMessage(news)
}

/** Hears the other tabs; returns what ends that. */
export function hearOtherTabs(hear: (news: AccountNews) => void): () => void {
  const listener = ({ data }: MessageEvent<AccountNews>) => hear(data)
  otherTabs().addEventListener('message', listener)
  return () => otherTabs().removeEventListener('message', listener)
}
