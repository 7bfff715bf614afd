import { Component, type ReactNode } from 'react'
import { Button, EmptyState } from '../kit/index.ts'

type FailureBoundaryProps = {
  /** What is shown in it: "The preview". */
  readonly part: string
  readonly children: ReactNode
}
type FailureBoundaryState = { readonly error: Error | null }

/** Keeps a part that broke from taking the page with it: says what happened, and offers to draw it anew. React knows boundaries as classes only. */
export class FailureBoundary extends Component<FailureBoundaryProps, FailureBoundaryState> {
  override state: FailureBoundaryState = { error: null }

  static getDerivedStateFromError(error: unknown): FailureBoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <div role="alert" className="h-full overflow-auto">
        <EmptyState title={`${this.props.part} cannot be shown`} actions={<><Button onClick={() => this.setState({ error: null })}>Try again</Button><Button onClick={() => location.reload()}>Reload the page</Button></>}>
          <p>Your work is kept. What went wrong: {error.message}</p>
        </EmptyState>
      </div>
    )
  }
}
