import type { Project } from '@halley/model'
import { stringify } from 'yaml'
import { asyncApiDocument, type AsyncApiOptions } from './asyncapi/asyncapi-document.ts'
import { cloudEventExamples } from './cloud-events.ts'
import { jsonSchemaDocument } from './json-schema.ts'
import { jsonText } from './json-text.ts'
import type { DescribeNode } from './mermaid/flow-diagram.ts'
import { mermaidPage } from './mermaid/mermaid-page.ts'
import { typeScriptFile } from './typescript/typescript-file.ts'

/** What a project can be exported as. */
export const exportFormats = ['asyncapi', 'jsonschema', 'typescript', 'cloudevents', 'mermaid'] as const
export type ExportFormat = (typeof exportFormats)[number]

export type ExportOptions = AsyncApiOptions & {
  /** How an AsyncAPI document is written: YAML when left out. */
  readonly syntax?: 'yaml' | 'json' | undefined
  /** What the nodes of diagrams are called; without it, what their kinds are. */
  readonly describeNode?: DescribeNode | undefined
}

/** A file that an export makes. The same project and options always give the same text. */
export type ExportedFile = { readonly fileName: string; readonly mediaType: string; readonly text: string }

/** Says whether a text names a format. */
export function isExportFormat(text: string): text is ExportFormat {
  return exportFormats.some((format) => format === text)
}

/** Writes a project in a format that other programs read. */
export function exportProject(project: Project, format: ExportFormat, options: ExportOptions): ExportedFile {
  const named = (ending: string, mediaType: string, text: string): ExportedFile => ({ fileName: `${project.technicalName}.${ending}`, mediaType, text })
  switch (format) {
    case 'asyncapi': {
      const document = asyncApiDocument(project, options)
      return options.syntax === 'json' ? named('asyncapi.json', 'application/vnd.aai.asyncapi+json', jsonText(document)) : named('asyncapi.yaml', 'application/vnd.aai.asyncapi+yaml', stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }))
    }
    case 'jsonschema':
      return named('schema.json', 'application/schema+json', jsonText(jsonSchemaDocument(project)))
    case 'typescript':
      return named('events.ts', 'text/plain', typeScriptFile(project, options))
    case 'cloudevents':
      return named('cloudevents.json', 'application/cloudevents-batch+json', jsonText(cloudEventExamples(project, options)))
    case 'mermaid':
      return named('diagrams.md', 'text/markdown', mermaidPage(project, options.describeNode))
  }
}
