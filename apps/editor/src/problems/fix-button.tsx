import type { Diagnostic } from '@halley/model'
import { Wrench } from 'lucide-react'
import { Button } from '../kit/index.ts'
import { applyFix, fixLabel } from './apply-fix.ts'

/** Mends a problem with one click, where that is possible. */
export function FixButton({ problem }: { readonly problem: Diagnostic }) {
  const { fix } = problem
  if (fix === undefined) return null
  return <Button size="small" icon={<Wrench size={12} aria-hidden="true" />} onClick={() => applyFix(fix)}>{fixLabel(fix)}</Button>
}
