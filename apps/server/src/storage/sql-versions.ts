import type { Commits } from './group-commit.ts'
import type { EditAuthor, Storage, VersionSummary } from './storage.ts'
import type { Tables } from './tables.ts'

type VersionStorage = Pick<Storage, 'saveVersion' | 'listVersions' | 'readVersion' | 'setPublished' | 'readPublished' | 'listPublished'>

const SUMMARY_COLUMNS = ['project_id', 'number', 'name', 'note', 'revision', 'author', 'at'] as const satisfies readonly (keyof Tables['versions'])[]

/** The part of the storage that keeps the versions of projects, and which of them is published. */
export function versionStorage(commits: Commits): VersionStorage {
  return {
    saveVersion: ({ projectId, number, name, note, document, revision, author, at }) => {
      const row = { project_id: projectId, number, name, note, technical_name: document.technicalName, document: JSON.stringify(document), revision, author: JSON.stringify(author), at }
      return commits.write(async (transaction) => {
        const result = await transaction.insertInto('versions').values(row).onConflict((conflict) => conflict.columns(['project_id', 'number']).doNothing()).executeTakeFirst()
        return result.numInsertedOrUpdatedRows === 1n
      })
    },
    listVersions: async (projectId) => {
      const rows = await commits.read((database) => database.selectFrom('versions').select(SUMMARY_COLUMNS).where('project_id', '=', projectId).orderBy('number', 'desc').execute())
      return rows.map(toSummary)
    },
    readVersion: async (projectId, number) => {
      const row = await commits.read((database) => database.selectFrom('versions').select([...SUMMARY_COLUMNS, 'document']).where('project_id', '=', projectId).where('number', '=', number).executeTakeFirst())
      if (row === undefined) return null
      const document: unknown = JSON.parse(row.document)
      return { ...toSummary(row), document }
    },
    setPublished: (projectId, number) =>
      commits.write(async (transaction) => {
        if (number !== null) {
          const version = await transaction.selectFrom('versions').select('number').where('project_id', '=', projectId).where('number', '=', number).executeTakeFirst()
          if (version === undefined) return false
        }
        const result = await transaction.updateTable('projects').set({ published_number: number }).where('id', '=', projectId).where('deleted_at', 'is', null).executeTakeFirst()
        return result.numUpdatedRows === 1n
      }),
    readPublished: async (projectId) => {
      const row = await commits.read((database) => database.selectFrom('projects').select('published_number').where('id', '=', projectId).where('deleted_at', 'is', null).executeTakeFirst())
      return row?.published_number ?? null
    },
    listPublished: () =>
      commits.read((database) => database.selectFrom('projects')
        .innerJoin('versions', (join) => join.onRef('versions.project_id', '=', 'projects.id').onRef('versions.number', '=', 'projects.published_number'))
        .select(['versions.project_id as projectId', 'versions.number as number', 'versions.technical_name as technicalName']).where('projects.deleted_at', 'is', null).orderBy('projects.id').execute()),
  }
}

function toSummary(row: Pick<Tables['versions'], (typeof SUMMARY_COLUMNS)[number]>): VersionSummary {
  // Written by saveVersion alone.
  const author = JSON.parse(row.author) as EditAuthor
  return { projectId: row.project_id, number: row.number, name: row.name, note: row.note, revision: row.revision, author, at: Number(row.at) }
}
