import { Check, Workflow } from 'lucide-react'
import { Button, classNames, EmptyState } from '../kit/index.ts'
import { projectStore, useMayChange, useProjectShallow } from '../stores/project-store.ts'
import { openTab } from '../stores/view-store.ts'
import { openPalette } from './command-palette-store.ts'
import { createNew } from './create-new.ts'
import { firstSteps, type FirstStep } from './first-steps.ts'

const words: Readonly<Record<FirstStep['id'], { readonly title: string; readonly text: string; readonly action: string; readonly run: () => void }>> = {
  message: { title: 'Describe a message', text: 'What it is called, and the fields that travel in it.', action: 'Describe one', run: () => createNew('messages') },
  flowchart: { title: 'Draw a flowchart', text: 'What one of your users sees and does, step by step.', action: 'Draw one', run: () => createNew('flows') },
  send: { title: 'Send it', text: 'Drag the message onto the flowchart; type a channel for it to travel on.', action: 'Open the flowchart', run: openFirstFlow },
  listen: { title: 'Listen for it', text: 'Drag the channel onto another flowchart, and say what happens when the message arrives.', action: 'Draw another', run: () => createNew('flows') },
}

const stepIds: readonly FirstStep['id'][] = ['message', 'flowchart', 'send', 'listen']

/** What the centre shows while nothing is open: in a young project the way to the first message, else where things are. */
export function NothingOpen() {
  const mayChange = useMayChange()
  const doneIds = useProjectShallow((project) => firstSteps(project).filter(({ isDone }) => isDone).map(({ id }) => id))
  const steps = stepIds.map((id) => ({ id, isDone: doneIds.includes(id) }))
  if (!mayChange || steps.every(({ isDone }) => isDone)) {
    return <EmptyState icon={<Workflow />} title="Nothing is open" actions={<Button onClick={openPalette}>Find something</Button>}>Open a flowchart or a message at the left with a double click or Enter.</EmptyState>
  }
  const next = steps.find(({ isDone }) => !isDone)?.id
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center overflow-auto p-6">
      <section aria-labelledby="first-steps" className="my-auto w-full max-w-[30rem]">
        <h2 id="first-steps" className="text-xl font-semibold tracking-tight">Your first message</h2>
        <p className="mt-1 mb-4 text-sm text-ink-soft">Four steps, in any order. Then press Run and watch it arrive in the preview.</p>
        <ol className="overflow-hidden rounded-lg border border-line bg-pane">
          {steps.map((step, index) => <Step key={step.id} step={step} number={index + 1} isNext={step.id === next} />)}
        </ol>
      </section>
    </div>
  )
}

function Step({ step, number, isNext }: { readonly step: FirstStep; readonly number: number; readonly isNext: boolean }) {
  const { title, text, action, run } = words[step.id]
  return (
    <li className="flex items-center gap-3 border-b border-line px-4 py-3 last:border-b-0">
      <span className={classNames('flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold', step.isDone ? 'bg-good-soft text-good' : isNext ? 'bg-accent text-on-accent' : 'bg-sunken text-ink-soft')}>
        {step.isDone ? <Check aria-label="Done" className="size-3.5" strokeWidth={3} /> : number}
      </span>
      <span className="min-w-0 flex-1">
        <span className={classNames('block text-sm font-medium', step.isDone && 'text-ink-soft')}>{title}</span>
        <span className="block text-xs text-pretty text-ink-faint">{text}</span>
      </span>
      {step.isDone ? null : <Button size="small" variant={isNext ? 'primary' : 'plain'} onClick={run}>{action}</Button>}
    </li>
  )
}

function openFirstFlow(): void {
  const flowId = Object.keys(projectStore.getState().project.flows)[0]
  if (flowId === undefined) createNew('flows')
  else openTab({ type: 'flow', flowId })
}
