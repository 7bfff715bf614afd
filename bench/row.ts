/** One line of a benchmark report: ours beside one peer, the figures of all rounds in the order they were taken; one that did not end is NaN (null in JSON). */
export type Row = {
  suite: string
  name: string
  ours: number[]
  peer: string
  peerFigures: number[]
  unit: string
  higherIsBetter: boolean
}
