export { asyncApiDocument, asyncApiOf, type AsyncApiOptions } from './asyncapi/asyncapi-document.ts'
export { exportFormats, exportProject, isExportFormat, type ExportedFile, type ExportFormat, type ExportOptions } from './export-project.ts'
export type { JsonObject } from './json-text.ts'
export type { TopicPlace } from './travelling.ts'
