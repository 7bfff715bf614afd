import type { WidgetView } from '@halley/model'
import { choiceIconNames, ChoiceIcon } from './choice-icon.tsx'

/** A short word in a pill; its icon or dot wears the colour, the word is always there. */
export function BadgeWidget({ widget }: { readonly widget: Extract<WidgetView, { kind: 'badge' }> }) {
  const { text, tone, color, icon } = widget
  const hasIcon = icon !== undefined && choiceIconNames.includes(icon)
  return (
    <p className="halley-badge-line">
      <span className="halley-badge" data-tone={tone} data-color={color}>
        {hasIcon ? <span className="halley-badge-icon"><ChoiceIcon name={icon} size={13} /></span> : <span aria-hidden="true" className="halley-badge-dot" />}
        {text}
      </span>
    </p>
  )
}
