import type { Node } from '@halley/model'
import { AppWindow, Bell, Globe, ListTree, MessagesSquare, Rows3, Workflow, X, Zap } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { classNames } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { arrivalIn, useRun } from '../stores/run-store.ts'
import { closeTab, isSameTab, showTab, tabKey, useView, type CentreTab } from '../stores/view-store.ts'

/** The id of what a tab shows, for `aria-controls`. */
export function panelId(tab: CentreTab): string {
  return `centre-${tabKey(tab).replaceAll('/', '-')}`
}

/** The tabs of the centre: arrows walk, Delete or the cross closes. */
export function CentreTabs() {
  const tabs = useView((view) => view.tabs)
  const activeTab = useView((view) => view.activeTab)
  const list = useRef<HTMLDivElement>(null)
  const activeKey = activeTab === null ? null : tabKey(activeTab)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [activeKey])
  const isEmpty = tabs.length === 0
  useEffect(() => (list.current === null ? undefined : scrollByWheel(list.current)), [isEmpty])
  if (isEmpty) return null

  const walk = (event: KeyboardEvent<HTMLElement>, tab: CentreTab) => {
    const at = tabs.indexOf(tab)
    const target = event.key === 'ArrowRight' ? tabs[(at + 1) % tabs.length] : event.key === 'ArrowLeft' ? tabs.at(at - 1) : event.key === 'Home' ? tabs[0] : event.key === 'End' ? tabs.at(-1) : undefined
    if (target !== undefined) {
      event.preventDefault()
      showTab(target)
      document.getElementById(`${panelId(target)}-tab`)?.focus()
    } else if (event.key === 'Delete') {
      event.preventDefault()
      event.stopPropagation()
      closeTab(tab)
    }
  }

  return (
    <div ref={list} role="tablist" aria-label="Open" className="flex h-8 shrink-0 overflow-x-auto border-b border-line bg-pane [scrollbar-width:none]">
      {tabs.map((tab) => {
        const isActive = isSameTab(tab, activeTab)
        return (
          <div key={tabKey(tab)} role="presentation" className={classNames('group relative flex max-w-52 min-w-28 shrink-0 items-center border-r border-line', isActive ? 'bg-ground after:absolute after:inset-x-0 after:top-0 after:h-0.5 after:bg-accent' : 'hover:bg-hover')}>
            {tab.type === 'flow' && !isActive ? <TabArrival flowId={tab.flowId} /> : null}
            <button
              type="button"
              role="tab"
              id={`${panelId(tab)}-tab`}
              aria-selected={isActive}
              aria-controls={isActive ? panelId(tab) : undefined}
              aria-keyshortcuts="Delete"
              tabIndex={isActive ? 0 : -1}
              onClick={() => showTab(tab)}
              onAuxClick={(event) => event.button === 1 && closeTab(tab)}
              onKeyDown={(event) => walk(event, tab)}
              className={classNames('relative flex h-full min-w-0 flex-1 items-center gap-1.5 pr-7 pl-2.5 text-xs outline-offset-[-2px] [&_svg]:size-3.5 [&_svg]:shrink-0', isActive ? 'font-medium text-ink' : 'text-ink-soft')}
            >
              <TabFace tab={tab} />
            </button>
            {/* For the pointer only: the keyboard closes with Delete on the tab. */}
            <button type="button" tabIndex={-1} aria-hidden="true" title="Close" onClick={() => closeTab(tab)} className={classNames('absolute right-1.5 flex size-5 items-center justify-center rounded-sm text-ink-faint hover:bg-hover hover:text-ink [&_svg]:size-3.5', !isActive && 'opacity-0 group-hover:opacity-100')}>
              <X />
            </button>
          </div>
        )
      })}
    </div>
  )
}

// A row of tabs has one direction only, and most mice have the other. React's own listener may not prevent the page's scrolling.
function scrollByWheel(list: HTMLElement): () => void {
  const onWheel = (event: WheelEvent) => {
    if (event.deltaX !== 0 || event.ctrlKey || list.scrollWidth <= list.clientWidth) return
    event.preventDefault()
    list.scrollLeft += event.deltaY
  }
  list.addEventListener('wheel', onWheel, { passive: false })
  return () => list.removeEventListener('wheel', onWheel)
}

/** A message has just arrived in a flow that is not shown: its tab pulses once. The log says it in words. */
function TabArrival({ flowId }: { readonly flowId: string }) {
  const arrival = useRun((run) => arrivalIn(run.arrivals, flowId))
  return arrival === null ? null : <span key={arrival} aria-hidden="true" className="tab-arrival" />
}

function TabFace({ tab }: { readonly tab: CentreTab }) {
  const name = useProject((project) => {
    switch (tab.type) {
      case 'flow': return project.flows[tab.flowId]?.name
      case 'message': return project.messages[tab.messageId]?.name
      case 'list': return project.lists[tab.listId]?.name
      case 'choice': return project.choices[tab.choiceId]?.name
      case 'rule': return project.rules[tab.ruleId]?.name
      case 'room': return project.rooms[tab.roomId]?.name
      case 'screen': return screenName(project.flows[tab.flowId]?.nodes[tab.nodeId])
    }
  })
  return <><TabIcon tab={tab} /><span className="truncate" title={name}>{name ?? 'Deleted'}</span></>
}

function TabIcon({ tab }: { readonly tab: CentreTab }): ReactNode {
  const flowType = useProject((project) => (tab.type === 'flow' ? project.flows[tab.flowId]?.type : undefined))
  const hue = useProject((project) => (tab.type === 'message' ? project.messages[tab.messageId]?.hue : undefined))
  switch (tab.type) {
    case 'flow': return flowType === 'action' ? <Zap aria-label="Action flowchart" /> : flowType === 'endpoint' ? <Globe aria-label="HTTP endpoint flow" /> : <Workflow aria-hidden="true" />
    case 'message': return <span aria-hidden="true" className="size-2.5 shrink-0 rounded-full" style={{ background: `var(--hue-${hue ?? 0})` }} />
    case 'list': return <Rows3 aria-hidden="true" />
    case 'choice': return <ListTree aria-hidden="true" />
    case 'rule': return <Bell aria-hidden="true" />
    case 'room': return <MessagesSquare aria-hidden="true" />
    case 'screen': return <AppWindow aria-hidden="true" />
  }
}

// A screen is called as its node is; the icon says that it is a screen.
function screenName(node: Node | undefined): string {
  const name = node?.config['name']
  return typeof name === 'string' && name.trim() !== '' ? name : 'Screen'
}
