import { defineNodeKind } from '@halley/engine'
import { idSchema } from '@halley/model'
import { z } from 'zod'

/** Begins the session anew: its data, runs, overlays and listeners go; then it may go to a navigation item. */
export const clearSession = defineNodeKind({
  kind: 'clear-session',
  version: 1,
  title: 'Clear session',
  help: 'Forgets everything of this session: its data goes back to the defaults, every flowchart that runs or waits in it ends, its screens and overlays close, and nothing is listened to any more. Then it goes to a navigation item, where one is chosen.',
  group: 'flow',
  flowTypes: ['flowchart', 'action'],
  config: z.object({ navigationId: idSchema.nullable().default(null) }),
  form: { navigationId: { control: 'navigation', label: 'Then go to', optional: true, help: 'Without one the session shows nothing until the person navigates.' } },
  look: {
    icon: 'eraser',
    tone: 'flow',
    summary: ({ navigationId }, { project }) => {
      const item = project.navigation[navigationId ?? '']
      return item === undefined ? 'Forget everything' : `Forget everything, then go to "${item.name}"`
    },
  },
  exits: () => [],
  traffic: ({ navigationId }) => ({ navigates: navigationId === null ? [] : [navigationId] }),
  check: ({ navigationId }, { project }) => (navigationId === null || project.navigation[navigationId] !== undefined
    ? []
    : [{ code: 'navigation/missing', severity: 'error', text: 'The navigation item was deleted; choose another, or none.', path: ['navigationId'] }]),
  enter: (_prepared, _context, { navigationId }) => ({ type: 'clear', navigationId }),
})
