/** Says how many rows of a list are not shown. */
export function MoreRows({ count, what = 'row' }: { readonly count: number; readonly what?: string }) {
  return <p className="halley-more-rows">{count.toLocaleString('en')} more {count === 1 ? what : `${what}s`} not shown</p>
}
