/** What the receivers of a row have room in: pixels of their cell, and how wide a text is there. */
export type ReceiverRoom = { readonly width: number; readonly widthOf: (text: string) => number }

/** The sender's part of the cell at most; a longer name is cut. */
const SENDER_SHARE = 0.4
/** Pixels between the parts of a cell, of an icon, and between an icon and its word, as log-row-view.tsx draws them. */
const GAP = 6
const ICON = 12
const ICON_GAP = 4

export type ReceiversOfRow = { readonly from: string; readonly names: readonly string[]; /** Clients that are away. */ readonly awayCount: number }

/**
 * How many receivers a row names whole, from the first; at least one where there are any, which is cut when even it does
 * not fit. The rest are counted behind them, and that count and the clients that are away have their room.
 */
export function receiversThatFit({ from, names, awayCount }: ReceiversOfRow, { width, widthOf }: ReceiverRoom): number {
  const away = awayCount === 0 ? 0 : GAP + ICON + ICON_GAP + widthOf(String(awayCount))
  let left = width - Math.min(widthOf(from), width * SENDER_SHARE) - GAP - ICON - away
  let fitting = 0
  for (const [at, name] of names.entries()) {
    left -= GAP + ICON + ICON_GAP + widthOf(name)
    const rest = names.length - at - 1
    if (left < (rest === 0 ? 0 : GAP + widthOf(`+${rest}`))) break
    fitting = at + 1
  }
  return Math.max(Math.min(1, names.length), fitting)
}
