import { useCallback, useEffect, useState } from 'react'
import { editorConnection } from '../sync/open-project.ts'
import type { Called } from '../sync/call-server.ts'
import { readRows, type RowPage, type RowsPlace } from './rows-api.ts'

/** Rows on one page of the data browser. */
export const ROWS_ON_PAGE = 100

/** Milliseconds of rest before what is typed into the search is looked for. */
const SEARCH_AFTER_MS = 250

export type ShownRows = { readonly page: Called<RowPage> | null; readonly reload: () => void }

/** Reads one page of a list's rows, again whenever rows of it changed or it is asked to; null until the first is there. */
export function useRows({ projectId, listId, environment }: RowsPlace, { offset, search }: { readonly offset: number; readonly search: string }): ShownRows {
  const [page, setPage] = useState<Called<RowPage> | null>(null)
  const [turn, setTurn] = useState(0)
  const reload = useCallback(() => setTurn((before) => before + 1), [])
  useEffect(() => {
    let isHere = true
    const read = async () => {
      const next = await readRows({ projectId, listId, environment }, { offset, limit: ROWS_ON_PAGE, search })
      if (isHere) setPage(next)
    }
    const timer = setTimeout(() => void read(), search === '' ? 0 : SEARCH_AFTER_MS)
    return () => {
      isHere = false
      clearTimeout(timer)
    }
  }, [projectId, listId, environment, offset, search, turn])
  useEffect(() => {
    const offRows = editorConnection().onPush('rowsChanged', (changed) => {
      if (changed.projectId === projectId && changed.listId === listId && changed.environment === environment) reload()
    })
    let wasConnected = true
    // After a cut, in which a push may have been missed.
    const offConnected = editorConnection().onConnected((connected) => {
      if (connected && !wasConnected) reload()
      wasConnected = connected
    })
    return () => {
      offRows()
      offConnected()
    }
  }, [projectId, listId, environment, reload])
  return { page, reload }
}
