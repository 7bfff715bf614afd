import { EmptyState } from '../kit/index.ts'
export function PropertiesPane() { return <EmptyState title="Properties" /> }
export function ProblemsPanel() { return <EmptyState title="No problems" /> }
export function PreviewPane() { return <EmptyState title="Preview" /> }
export function LogPanel() { return <EmptyState title="Log" /> }
export function useProblemCounts() { return { errors: 2, warnings: 3 } }
