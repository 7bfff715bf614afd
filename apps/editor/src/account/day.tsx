const dateText = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const exactText = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })

/** A day to come or long ago, with the exact time on hover. */
export function Day({ at }: { readonly at: number }) {
  return <time dateTime={new Date(at).toISOString()} title={exactText.format(at)}>{dateText.format(at)}</time>
}

