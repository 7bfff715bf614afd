/** Says how many rows of a list are not shown. */
export function MoreRows({ count }: { readonly count: number }) {
  return <p className="halley-more-rows">{count.toLocaleString('en')} more {count === 1 ? 'row' : 'rows'} not shown</p>
}
