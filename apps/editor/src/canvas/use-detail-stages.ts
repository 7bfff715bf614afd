import { useStoreApi } from '@xyflow/react'
import { useEffect, useState } from 'react'
import { detailAt } from './canvas-context.ts'
import { createDetailStages, type DetailStages } from './detail-stages.ts'

/** The stages of this canvas, following its zoom without drawing the canvas itself anew. */
export function useDetailStages(): DetailStages {
  const store = useStoreApi()
  const [stages] = useState(() => createDetailStages(detailAt(store.getState().transform[2]), (draw) => void requestAnimationFrame(draw)))
  useEffect(() => {
    stages.want(detailAt(store.getState().transform[2]))
    return store.subscribe(({ transform }) => stages.want(detailAt(transform[2])))
  }, [store, stages])
  return stages
}
