import type { Presence } from '@halley/protocol'
import { useShallow } from 'zustand/react/shallow'
import { useProjectState } from '../stores/project-store.ts'

/** Everybody else in the project, in the order they came. */
export function useOthers(): readonly Presence[] {
  return useProjectState(useShallow((state) => state.people.filter((person) => person.clientId !== state.clientId)))
}

/** Those of the others who look at a flow: for their cursors and selections on its canvas. */
export function useOthersInFlow(flowId: string): readonly Presence[] {
  return useProjectState(useShallow((state) => state.people.filter((person) => person.clientId !== state.clientId && person.flowId === flowId)))
}

/** The first of the others who has this node or resource selected: "… is editing this node". */
export function useOtherAt(id: string): Presence | undefined {
  return useProjectState((state) => state.people.find((person) => person.clientId !== state.clientId && person.selection.includes(id)))
}

/** The CSS colour of a person: one of eight of the ten hues. */
export function personColor({ color }: Pick<Presence, 'color'>): string {
  return `var(--hue-${color})`
}
