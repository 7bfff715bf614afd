import type { Diagnostic } from '@halley/model'
import { Trash2, Wrench } from 'lucide-react'
import { Button } from '../kit/index.ts'
import { useMayChange } from '../stores/project-store.ts'
import { applyFix, fixesOf, fixLabel } from './apply-fix.ts'

/** Mends a problem with one click, where that is possible; some can be mended in two ways. */
export function FixButton({ problem }: { readonly problem: Diagnostic }) {
  const mayChange = useMayChange()
  const fixes = fixesOf(problem)
  if (fixes.length === 0 || !mayChange) return null
  return <span className="flex flex-wrap gap-1">{fixes.map((one) => <Button key={one.type} size="small" icon={one.type === 'deleteNode' ? <Trash2 size={12} aria-hidden="true" /> : <Wrench size={12} aria-hidden="true" />} onClick={() => applyFix(one)}>{fixLabel(one)}</Button>)}</span>
}
