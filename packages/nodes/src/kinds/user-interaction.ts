import { defineNodeKind, type Exit } from '@halley/engine'
import { exitButtonsOf, FIRST_BUTTON_EXIT, listsAround, overlayPlacements, screenSchema } from '@halley/model'
import { z } from 'zod'

const config = z.object({
  name: z.string().trim().max(80).default('Screen'),
  screen: screenSchema.default({ widgets: {} }),
  overlay: z.boolean().default(false),
  placement: z.enum(overlayPlacements).default('dialog'),
  /** Milliseconds after which the overlay closes by itself; 0 never. */
  autoCloseMs: z.number().int().min(0).max(3_600_000).default(0),
  defaultButtonId: z.string().max(40).default(''),
})

type Config = z.infer<typeof config>

/** The exits that the buttons of a screen make, in their order; until there is one, an exit whose arrow the first will have. */
function exitsOf({ screen, overlay }: Config): Exit[] {
  const buttons = exitButtonsOf(screen).map(({ id, label }) => ({ id, label }))
  const closed: Exit[] = overlay ? [{ id: 'closed', label: 'Closed', tone: 'quiet' }] : []
  return buttons.length > 0 || overlay ? [...buttons, ...closed] : [{ id: FIRST_BUTTON_EXIT, label: 'First button', tone: 'quiet' }]
}

/** Shows a screen, or an overlay over it, and waits for the person. */
export const userInteraction = defineNodeKind({
  kind: 'user-interaction',
  version: 1,
  title: 'User interaction',
  help: 'Shows a screen and waits until the person presses a button. As an overlay it opens over what is shown. Behind the exit of a button in the rows of a list, `row` is the row in which it was pressed.',
  group: 'screen',
  flowTypes: ['flowchart'],
  waits: true,
  config,
  form: {
    name: { control: 'text', label: 'Name', help: 'The title of the screen.' },
    screen: { control: 'screen', label: 'Screen', help: 'What the person sees and fills in. Open the editor to place headings, inputs, lists and buttons; each button that leaves is an exit.' },
    overlay: { control: 'checkbox', label: 'Show as overlay', help: 'Opens over the screen that is shown, which stays as it is underneath.' },
    placement: {
      control: 'select', label: 'Placement', visible: ({ overlay }) => overlay,
      options: [
        { value: 'dialog', label: 'Dialog', help: 'In the middle; the person answers it first.' },
        { value: 'sidePanel', label: 'Side panel' },
        { value: 'banner', label: 'Banner', help: 'Across the top; does not block.' },
        { value: 'toast', label: 'Toast', help: 'In the corner; does not block.' },
      ],
    },
    autoCloseMs: { control: 'duration', label: 'Close by itself after', help: '0 keeps it open until it is closed.', visible: ({ overlay }) => overlay },
    defaultButtonId: { control: 'hidden', label: 'Default button (Enter)', help: 'Which button the Enter key presses. Set in the screen editor: choose the button there and tick “Enter presses it”.' },
  },
  look: {
    icon: 'app-window',
    tone: 'screen',
    title: ({ overlay }) => (overlay ? 'Overlay' : 'Screen'),
    summary: ({ name, overlay, placement }) => (overlay ? `Show "${name}" as a ${placement === 'sidePanel' ? 'side panel' : placement}` : `Show "${name}"`),
  },
  exits: exitsOf,
  // After a button in the rows of a list, `row` is the row in which it was pressed.
  rows: ({ screen }) => exitButtonsOf(screen).flatMap(({ id }) => {
    const lists = listsAround(screen, id).map(({ source }) => source)
    const list = lists.at(-1)
    return list === undefined ? [] : [{ exit: id, list, around: lists.slice(0, -1) }]
  }),
  check: ({ screen, overlay, name }) => {
    const widgets = Object.values(screen.widgets)
    if (widgets.length === 0) return [{ code: 'screen/empty', severity: 'warning', text: `The screen "${name}" is empty; open it and add a heading, inputs and a button.`, path: ['screen'] }]
    const leavesBy = widgets.some((widget) => widget.kind === 'button')
    return leavesBy || overlay ? [] : [{ code: 'screen/no_way_out', severity: 'hint', text: `The screen "${name}" has no button; people stay on it until they navigate or a message moves them.`, path: ['screen'] }]
  },
  prepare: (config, context) => ({ screen: context.screen(['screen'], config.screen), title: config.name, defaultButtonId: config.defaultButtonId === '' ? null : config.defaultButtonId }),
  screenOf: (prepared) => prepared,
  enter: (prepared, _context, config) => ({
    type: 'show',
    ...prepared,
    overlay: config.overlay ? { placement: config.placement, autoCloseMs: config.autoCloseMs === 0 ? null : config.autoCloseMs } : null,
  }),
  resume: (_prepared, _context, resumption) => ({ type: 'leave', exit: resumption.type === 'pressed' ? resumption.widgetId : 'closed' }),
})
