import { Suspense, useLayoutEffect, useRef } from 'react'
import { tabKey, useView, type CentreTab } from '../stores/view-store.ts'
import { CentreTabs, panelId } from './centre-tabs.tsx'
import { FailureBoundary } from './failure-boundary.tsx'
import { NothingOpen } from './nothing-open.tsx'
import { LookOnly } from './look-only.tsx'
import { ChoiceEditor, FlowCanvas, ListEditor, MessageEditor, RoomEditor, RuleEditor, ScreenEditor } from './panes.ts'

/** The open tabs and what the active one shows. */
export function Centre() {
  const activeTab = useView((view) => view.activeTab)
  const key = activeTab === null ? null : tabKey(activeTab)
  const keyBefore = useRef(key)

  // What had the focus went away with the tab it was in: the new tab has it, so that the keyboard goes on from there.
  useLayoutEffect(() => {
    const hasChanged = keyBefore.current !== key
    keyBefore.current = key
    // Nobody has done anything while a page is only being opened, so nothing is taken or framed then.
    if (hasChanged && activeTab !== null && navigator.userActivation.hasBeenActive && (document.activeElement === null || document.activeElement === document.body)) document.getElementById(`${panelId(activeTab)}-tab`)?.focus()
  }, [key, activeTab])

  return (
    <div className="flex h-full flex-col bg-ground">
      <CentreTabs />
      {activeTab === null ? (
        <NothingOpen />
      ) : (
        <div key={tabKey(activeTab)} id={panelId(activeTab)} role="tabpanel" aria-labelledby={`${panelId(activeTab)}-tab`} className="relative min-h-0 flex-1">
          <FailureBoundary part="This tab"><Suspense><TabContent tab={activeTab} /></Suspense></FailureBoundary>
        </div>
      )}
    </div>
  )
}

function TabContent({ tab }: { readonly tab: CentreTab }) {
  switch (tab.type) {
    case 'flow': return <FlowCanvas flowId={tab.flowId} />
    case 'message': return <MessageEditor messageId={tab.messageId} />
    case 'list': return <ListEditor listId={tab.listId} />
    case 'choice': return <LookOnly><ChoiceEditor choiceId={tab.choiceId} /></LookOnly>
    case 'rule': return <RuleEditor ruleId={tab.ruleId} />
    case 'room': return <RoomEditor roomId={tab.roomId} />
    case 'screen': return <ScreenEditor flowId={tab.flowId} nodeId={tab.nodeId} />
  }
}
