import type { Diagnostic } from '@halley/model'
import { CircleX, Info, TriangleAlert } from 'lucide-react'

/** How bad a problem is, by shape and by colour; sits on the first line of its text. */
export function SeverityIcon({ severity }: { readonly severity: Diagnostic['severity'] }) {
  const Icon = severity === 'error' ? CircleX : severity === 'warning' ? TriangleAlert : Info
  return <Icon size={14} aria-hidden="true" className="shrink-0 translate-y-0.5" style={{ color: `var(--${severity === 'error' ? 'danger' : severity})` }} />
}
