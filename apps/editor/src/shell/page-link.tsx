import type { ComponentProps } from 'react'
import { navigate } from './router.ts'

/** A link inside the page: a plain click stays, any other does what links do. */
export function PageLink({ href, onClick, children, ...rest }: Omit<ComponentProps<'a'>, 'href'> & { readonly href: string }) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event)
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        navigate(href)
      }}
    >
      {children}
    </a>
  )
}
