/** The words of a problem; what stands between backticks is code. */
export function ProblemText({ text }: { readonly text: string }) {
  // Every second part stood between backticks; parts never change places, so their number is their key.
  // oxlint-disable-next-line no-array-index-key
  return <span>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index} className="font-mono text-[0.95em]">{part}</code> : part))}</span>
}
