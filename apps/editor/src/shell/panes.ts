import { lazy } from 'react'

// What the other parts of the editor draw, by the names they have. Those that are seen at once come with the page;
// those that a tab opens are loaded when the first such tab is shown.
export { ResourcePane } from '../resources/resource-pane.tsx'
export { FlowCanvas } from '../canvas/flow-canvas.tsx'
export { PreviewPane } from '../preview/preview-pane.tsx'
export { LogPanel } from '../log/log-panel.tsx'
export { DeadNotices } from '../notifications/dead-notices.tsx'
export { NoticesPanel } from '../notifications/notices-panel.tsx'
export { PropertiesPane } from '../properties/properties-pane.tsx'
export { ProblemsPanel } from '../problems/problems-panel.tsx'
export { VersionsPanel } from '../versions/versions-panel.tsx'

export const MessageEditor = lazy(async () => ({ default: (await import('../messages/message-editor.tsx')).MessageEditor }))
export const ListEditor = lazy(async () => ({ default: (await import('../messages/list-editor.tsx')).ListEditor }))
export const ChoiceEditor = lazy(async () => ({ default: (await import('../messages/choice-editor.tsx')).ChoiceEditor }))
export const RuleEditor = lazy(async () => ({ default: (await import('../rules/rule-editor.tsx')).RuleEditor }))
export const RoomEditor = lazy(async () => ({ default: (await import('../rooms/room-editor.tsx')).RoomEditor }))
export const ScreenEditor = lazy(async () => ({ default: (await import('../screen-editor/screen-editor.tsx')).ScreenEditor }))
