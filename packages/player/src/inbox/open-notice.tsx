import type { Notice } from '@halley/protocol'
import type { ReactNode } from 'react'
import type { ShownClient } from '../shown-client.ts'
import { noticeAddress } from './notice-address.ts'

type OpenNoticeProps = {
  readonly client: ShownClient
  readonly notice: Notice
  readonly className: string
  readonly children: ReactNode
  /** It was taken up: its flow runs, or its page opens. */
  readonly onOpened: () => void
  readonly onRefused: (text: string) => void
}

/** What takes a notification up: a link where it has an address, for browsers open those in a tab of their own only when they see a link; else a button. */
export function OpenNotice({ client, notice, className, children, onOpened, onRefused }: OpenNoticeProps) {
  const address = notice.link.type === 'address' ? noticeAddress(notice.link.url) : null
  const open = async () => {
    const reply = await client.openNotice(notice.id)
    if (!reply.ok) return onRefused(reply.error.message)
    if (address === null && reply.url !== null) {
      const url = noticeAddress(reply.url)
      if (url === null) return onRefused('Its address is not one that may be opened: it has to begin with http:// or https://.')
      window.open(url, '_blank', 'noopener,noreferrer')
    }
    return onOpened()
  }
  if (address !== null) return <a className={className} data-open="" href={address} target="_blank" rel="noopener noreferrer" onClick={() => void open()}>{children}</a>
  return <button type="button" className={className} data-open="" onClick={() => void open()}>{children}</button>
}
