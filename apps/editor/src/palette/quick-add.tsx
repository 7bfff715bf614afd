import { ChoicePopup } from './choice-popup.tsx'
import { groupTitles, type NodeProposal } from './node-proposals.ts'

export type QuickAddProps = {
  /** Where it opens, in pixels of the canvas area. */
  readonly at: { readonly x: number; readonly y: number }
  readonly proposals: readonly NodeProposal[]
  /** What choosing does. */
  readonly label: string
  readonly onChoose: (proposal: NodeProposal) => void
  readonly onClose: (returnsFocus: boolean) => void
}

/** The quick search for a node to add. */
export function QuickAdd({ at, proposals, label, onChoose, onClose }: QuickAddProps) {
  return (
    <ChoicePopup
      at={at}
      label={label}
      placeholder="What comes here?"
      nothing="No node is called so. Try “send”, “decision” or “screen”."
      choices={proposals.map(({ key, label: title, help, icon, hue, group }) => ({ key, label: title, keywords: [help], icon, hue, group: key.includes('/') ? 'From this project' : groupTitles[group] }))}
      onChoose={(key) => {
        const chosen = proposals.find((proposal) => proposal.key === key)
        if (chosen !== undefined) onChoose(chosen)
      }}
      onClose={onClose}
    />
  )
}
