import { defineNodeKind } from '@halley/engine'
import { z } from 'zod'

/** Where a flow ends; its name is an exit of the Sub-flowchart node that called the flow. */
export const end = defineNodeKind({
  kind: 'end',
  version: 1,
  title: 'End',
  help: 'Where the flow ends. Its name becomes an exit of every Sub-flowchart node that calls this flow.',
  group: 'flow',
  config: z.object({ name: z.string().trim().max(80).default('Done') }),
  form: { name: { control: 'text', label: 'Name', help: 'The exit that a calling flowchart sees.' } },
  look: { icon: 'circle-stop', tone: 'flow', summary: ({ name }) => name },
  exits: () => [],
  check: ({ name }) => (name === '' ? [{ code: 'end/no_name', severity: 'warning', text: 'This End has no name; a calling flowchart shows it as an exit without a label.', path: ['name'] }] : []),
  enter: () => ({ type: 'end' }),
})
