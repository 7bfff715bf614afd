import { inOrder, widgetTree, type Project, type Screen, type WidgetBranch } from '@halley/model'
import type { CompiledExpression, DescribedType } from './expressions/index.ts'
import { listOfRows } from './list-of-rows.ts'
import type { PrepareContext, ScopeExtra } from './node-kind.ts'
import type { PreparedScreen, PreparedWidget } from './program.ts'
import { reportNesting } from './screen-nesting.ts'

type Context = Omit<PrepareContext, 'screen'>

/** Where a widget stands: what of the row around it may be named, and the list that the row belongs to. */
type Surroundings = { readonly path: readonly string[]; readonly context: Context; readonly extra: ScopeExtra | undefined; readonly isInRow: boolean; readonly listName: string | undefined }

/** Compiles a screen's templates and expressions; what does not check becomes a problem at its widget. */
export function prepareScreen(path: readonly string[], screen: Screen, context: Context): PreparedScreen {
  reportNesting(path, screen, context.report)
  const byId = new Map<string, PreparedWidget>()
  const widgets = prepareAll(widgetTree(screen), { path, context, extra: undefined, isInRow: false, listName: undefined }, byId)
  return { prepared: 'screen', widgets, byId }
}

function prepareAll(branches: readonly WidgetBranch[], surroundings: Surroundings, byId: Map<string, PreparedWidget>): PreparedWidget[] {
  return branches.map((branch) => {
    const prepared = prepareWidget(branch, surroundings, byId)
    byId.set(branch.widget.id, prepared)
    return prepared
  })
}

function prepareWidget({ widget, inside }: WidgetBranch, surroundings: Surroundings, byId: Map<string, PreparedWidget>): PreparedWidget {
  const { context, extra, isInRow } = surroundings
  const at = [...surroundings.path, 'widgets', widget.id]
  const text = (name: string, source: string, scope = extra) => context.template([...at, name], source, scope)
  const missing = (name: string, code: string, words: string) => context.report({ code: `screen/${code}`, severity: 'error', text: words, path: [...at, name] })
  /** The list of a widget with rows, and where what is in its rows stands. */
  const rowsOf = (source: string, code: string, words: string): { readonly source: CompiledExpression | undefined; readonly inRow: Surroundings & { readonly extra: ScopeExtra } } => {
    if (source.trim() === '') missing('source', code, words)
    const compiled = context.expression([...at, 'source'], source, { type: 'list', of: { type: 'any' } }, extra)
    const row: DescribedType = { ...(compiled?.type.type === 'list' ? compiled.type.of : { type: 'any' as const }), label: 'The row' }
    return { source: compiled, inRow: { ...surroundings, extra: { row }, isInRow: true, listName: compiled && listOfRows(compiled, context.project) } }
  }
  const ofRoom = ({ roomId, key }: { readonly roomId: string | null; readonly key: string }) => {
    const room = context.project.rooms[roomId ?? '']
    if (room === undefined) missing('roomId', 'room_missing', roomId === null ? 'Choose the room that is shown.' : 'The room that is shown was deleted; choose another.')
    else if (room.keyName !== null && key.trim() === '') missing('key', 'room_key_missing', `"${room.name}" is one room per ${room.keyName}; say which one is shown.`)
    return room !== undefined && room.keyName !== null ? { expressions: { key: context.expression([...at, 'key'], key, undefined, extra) } } : {}
  }
  const plain = { widget, texts: {}, expressions: {}, inside: [], ...(isInRow && { listName: surroundings.listName }) }

  switch (widget.kind) {
    case 'heading':
    case 'text':
      return { ...plain, texts: { text: text('text', widget.text) } }
    case 'divider':
      return plain
    case 'button':
      if (widget.action.type === 'flow' && context.project.flows[widget.action.flowId ?? ''] === undefined) missing('action', 'button_flow_missing', `The button "${widget.label}" has no flow to execute; choose one.`)
      return { ...plain, texts: { label: text('label', widget.label) } }
    case 'input': {
      const target = widget.target === null ? undefined : context.target(widget.target)
      if (target === undefined) missing('target', 'input_target_missing', widget.target === null ? `The input "${widget.label}" is not bound to a field; choose what it fills in.` : `What the input "${widget.label}" fills in is gone; choose another field.`)
      if (isInRow) context.report({ code: 'screen/input_in_rows', severity: 'error', text: `The input "${widget.label}" stands in the rows of a list, and all of them would fill in the same; put it outside of the list.`, path: at })
      return { ...plain, texts: { label: text('label', widget.label) }, target }
    }
    case 'table': {
      const { source, inRow } = rowsOf(widget.source, 'table_source_missing', 'The table has no list; say which one it shows.')
      const columns = inOrder(widget.columns).map(({ id, title, text: cell }) => ({ id, title, text: context.template([...at, 'columns', id, 'text'], cell, inRow.extra) }))
      return { ...plain, texts: { emptyText: text('emptyText', widget.emptyText) }, expressions: { source }, columns, inside: prepareAll(inside, inRow, byId) }
    }
    case 'repeater': {
      const { source, inRow } = rowsOf(widget.source, 'repeater_source_missing', 'The repeater has no list; say for which rows it draws what is in it.')
      return { ...plain, texts: { emptyText: text('emptyText', widget.emptyText) }, expressions: { source }, inside: prepareAll(inside, inRow, byId) }
    }
    case 'chart': {
      const { source, inRow } = rowsOf(widget.source, 'chart_source_missing', 'The chart has no list; say for which rows it has points.')
      if (Object.keys(widget.series).length === 0) context.report({ code: 'screen/chart_series_missing', severity: 'warning', text: 'The chart has no series, so it shows no line and no bars; add one.', path: [...at, 'series'] })
      const series = inOrder(widget.series).map(({ id, title, value }) => {
        if (value.trim() === '') context.report({ code: 'screen/chart_value_missing', severity: 'error', text: `The series "${title}" of the chart has no value; say which number of a row it shows.`, path: [...at, 'series', id, 'value'] })
        return { id, title, value: context.expression([...at, 'series', id, 'value'], value, { type: 'number' }, inRow.extra) }
      })
      return { ...plain, texts: { title: text('title', widget.title), emptyText: text('emptyText', widget.emptyText), label: text('label', widget.label, inRow.extra) }, expressions: { source }, series }
    }
    case 'inbox':
      return { ...plain, texts: { emptyText: text('emptyText', widget.emptyText) } }
    case 'roomMessages':
      return { ...plain, ...ofRoom(widget), texts: { emptyText: text('emptyText', widget.emptyText) } }
    case 'roomComposer':
      return { ...plain, ...ofRoom(widget), texts: { placeholder: text('placeholder', widget.placeholder) } }
    case 'roomParticipants':
      return { ...plain, ...ofRoom(widget) }
    case 'group':
      return { ...plain, texts: { title: text('title', widget.title) }, inside: prepareAll(inside, surroundings, byId) }
    case 'columns':
      return { ...plain, inside: prepareAll(inside, surroundings, byId) }
    case 'conditional': {
      if (widget.when.trim() === '') missing('when', 'condition_missing', 'The conditional part has no condition; say when it is shown.')
      return { ...plain, expressions: { when: context.expression([...at, 'when'], widget.when, { type: 'yesNo' }, extra) }, inside: prepareAll(inside, surroundings, byId) }
    }
    case 'image': {
      if (widget.url.trim() === '') context.report({ code: 'screen/image_address_missing', severity: 'warning', text: 'The image has no address; say where the picture is.', path: [...at, 'url'] })
      else if (!widget.url.includes('{') && !/^https:\/\//i.test(widget.url.trim())) missing('url', 'image_address', 'The address of an image starts with https://.')
      return { ...plain, texts: { url: text('url', widget.url), alt: text('alt', widget.alt) } }
    }
    case 'progress': {
      if (widget.value.trim() === '') missing('value', 'progress_value_missing', 'The progress bar has no value; say how far it is.')
      const number = (name: 'value' | 'max') => context.expression([...at, name], widget[name], { type: 'number' }, extra)
      return { ...plain, texts: { label: text('label', widget.label) }, expressions: { value: number('value'), ...(widget.max.trim() !== '' && { max: number('max') }) } }
    }
    case 'streamText': {
      if (widget.source.trim() === '') missing('source', 'stream_source_missing', 'The stream text has no source; say which text of a message it shows, such as Answer.text.')
      const source = context.expression([...at, 'source'], widget.source, { type: 'text' }, extra)
      if (source !== undefined && !source.references.some((reference) => isMessageText(reference, context.project))) context.report({ code: 'screen/stream_source_no_message', severity: 'hint', text: 'This reads no text of a message, so no stream grows in it; it shows its value as it is when the screen is drawn.', path: [...at, 'source'] })
      return { ...plain, texts: { placeholder: text('placeholder', widget.placeholder) }, expressions: { source } }
    }
    case 'badge':
      if (widget.value.trim() === '') missing('value', 'badge_value_missing', 'The badge has no value; say what it shows.')
      return { ...plain, expressions: { value: context.expression([...at, 'value'], widget.value, undefined, extra) } }
    case 'presence': {
      const channel = context.project.channels[widget.channelId ?? '']
      if (channel === undefined) missing('channelId', 'presence_channel_missing', widget.channelId === null ? 'The presence list has no channel; choose the one whose people it shows.' : 'The channel of the presence list is gone; choose another.')
      else if (!channel.presence) missing('channelId', 'presence_off', `Presence is off for the channel "${channel.name}", so nobody is shown; switch it on in the properties of the channel.`)
      return { ...plain, texts: { emptyText: text('emptyText', widget.emptyText) }, expressions: { ...(widget.key.trim() !== '' && { key: context.expression([...at, 'key'], widget.key, { type: 'text' }, extra) }) } }
    }
  }
}

/** Is it `Answer.text` or `received.Answer.text`, of a message of the project? */
function isMessageText(path: readonly string[], project: Project): boolean {
  const [name, field] = path[0] === 'received' ? path.slice(1) : path
  const message = Object.values(project.messages).find(({ technicalName }) => technicalName === name)
  return message !== undefined && Object.values(message.members).some(({ technicalName, parentId }) => parentId === null && technicalName === field)
}
