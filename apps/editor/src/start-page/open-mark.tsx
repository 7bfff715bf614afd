/** Looks like a button in a link that is larger than it: what the link does is seen without trying, also by who may only look. */
export function OpenMark() {
  return <span aria-hidden="true" className="inline-flex h-6 shrink-0 items-center rounded-md border border-line-strong bg-raised px-2 text-xs font-medium text-ink">Open</span>
}
