/** The Halley mark: a comet on its way up and right, three lines of tail. The head is the one amber thing that always is. */
export function HalleyMark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <g fill="none" stroke="var(--accent)" strokeLinecap="round" strokeWidth="2.4">
        <path d="M17 12.5 4 26" />
        <path d="M13.6 9.2 5.5 16.6" opacity=".55" />
        <path d="M20.6 18.2 13.4 27" opacity=".55" />
      </g>
      <circle cx="21.5" cy="9.5" r="6" fill="var(--now)" />
    </svg>
  )
}
