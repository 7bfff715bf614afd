import { useEffect } from 'react'
import { usePanelRef, type PanelProps } from 'react-resizable-panels'

/**
 * Keeps a collapsible panel and a stored "is it open" in step, both ways: the store opens and collapses the panel, and
 * dragging the panel shut or open tells the store.
 */
export function useOpenPanel(isOpen: boolean, setOpen: (open: boolean) => void) {
  const panelRef = usePanelRef()
  useEffect(() => {
    const panel = panelRef.current
    if (panel === null || panel.isCollapsed() !== isOpen) return
    if (isOpen) panel.expand()
    else panel.collapse()
  }, [isOpen, panelRef])
  const onResize: PanelProps['onResize'] = (_size, _id, before) => {
    const panel = panelRef.current
    // The first report is the mount, when the effect above has not had its turn.
    if (panel === null || before === undefined) return
    if (panel.isCollapsed() === isOpen) setOpen(!isOpen)
  }
  return { panelRef, onResize }
}
