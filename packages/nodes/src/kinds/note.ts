import { defineNodeKind } from '@halley/engine'
import { z } from 'zod'

/** Words on the canvas; never runs. */
export const note = defineNodeKind({
  kind: 'note',
  version: 1,
  title: 'Note',
  help: 'Words on the canvas for whoever reads the flowchart. Markdown.',
  group: 'annotation',
  hasEntry: false,
  config: z.object({ text: z.string().max(10_000).default('') }),
  form: { text: { control: 'markdown', label: 'Text', help: 'What is written on the canvas. It runs nothing.' } },
  look: { icon: 'sticky-note', tone: 'note', summary: ({ text }) => text },
  exits: () => [],
})
