import { defineNodeKind } from '@halley/engine'
import { z } from 'zod'

/** Where a flow begins; every flow has exactly one. */
export const start = defineNodeKind({
  kind: 'start',
  version: 1,
  title: 'Start',
  help: 'Where the flow begins. Every flow has exactly one Start.',
  group: 'flow',
  notInPalette: true,
  hasEntry: false,
  config: z.object({}),
  form: {},
  look: { icon: 'play', tone: 'flow', summary: () => '' },
  exits: () => [{ id: 'default', label: 'Default', tone: 'quiet' }],
  enter: () => ({ type: 'leave', exit: 'default' }),
})
