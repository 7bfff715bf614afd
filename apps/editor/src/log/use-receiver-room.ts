import { createContext, useContext, useEffect, useState, type RefObject } from 'react'
import type { ReceiverRoom } from './receivers-that-fit.ts'

/** Before anything is measured, one receiver is named. */
const noRoom: ReceiverRoom = { width: 0, widthOf: () => 0 }

export const ReceiverRoomContext = createContext<ReceiverRoom>(noRoom)

/** The room that the rows around have for their receivers. */
export function useReceiverRoom(): ReceiverRoom {
  return useContext(ReceiverRoomContext)
}

/** Measures the cell of the receivers of one row, which stands for all; measured again with its width and when the font is there. */
export function useMeasuredRoom(cell: RefObject<HTMLElement | null>): ReceiverRoom {
  const [room, setRoom] = useState(noRoom)
  useEffect(() => {
    const element = cell.current
    if (element === null) return undefined
    const measure = () => setRoom({ width: element.clientWidth, widthOf: textWidths(getComputedStyle(element)) })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    let isHere = true
    void document.fonts.ready.then(() => isHere && measure())
    return () => {
      isHere = false
      observer.disconnect()
    }
  }, [cell])
  return room
}

/** Measures texts by a canvas, each once: no row has to be laid out twice to know what fits. */
function textWidths({ fontWeight, fontSize, fontFamily }: CSSStyleDeclaration): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d')
  if (context === null) return () => 0
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`
  const known = new Map<string, number>()
  return (text) => {
    const width = known.get(text) ?? Math.ceil(context.measureText(text).width) + 1
    known.set(text, width)
    return width
  }
}
