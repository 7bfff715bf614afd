import { defineNodeKind } from '@halley/engine'
import { idSchema } from '@halley/model'
import { z } from 'zod'

/** Goes to a navigation item: what is shown now ends, its flowchart starts. */
export const navigation = defineNodeKind({
  kind: 'navigation',
  version: 1,
  title: 'Navigation',
  help: 'Goes to a navigation item. The screens shown now end. An item whose "Visible when" is not met cannot be reached.',
  group: 'flow',
  flowTypes: ['flowchart', 'action'],
  config: z.object({ navigationId: idSchema.nullable().default(null) }),
  form: { navigationId: { control: 'navigation', label: 'Navigation item', help: 'Where to go: its flowchart starts, and what is shown now ends.' } },
  look: {
    icon: 'compass',
    tone: 'flow',
    summary: ({ navigationId }, { project }) => {
      const item = project.navigation[navigationId ?? '']
      return item === undefined ? 'Choose a navigation item' : `Go to "${item.name}"`
    },
  },
  exits: () => [],
  traffic: ({ navigationId }) => ({ navigates: [navigationId] }),
  check: ({ navigationId }, { project }) => (project.navigation[navigationId ?? ''] === undefined
    ? [{ code: 'navigation/missing', severity: 'error', text: navigationId === null ? 'Choose where to go.' : 'The navigation item was deleted; choose another.', path: ['navigationId'] }]
    : []),
  enter: (_prepared, _context, { navigationId }) => (navigationId === null ? { type: 'fail', code: 'navigation/missing', text: 'No navigation item is chosen.' } : { type: 'navigate', navigationId }),
})
