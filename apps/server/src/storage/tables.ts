import type { Generated } from 'kysely'

/** Columns that hold JSON hold it as text: SQLite and PostgreSQL then give back exactly what went in. */
type Json = string

export type Tables = {
  projects: { id: string; name: string; technical_name: string; snapshot: Json; snapshot_revision: number; revision: number; updated_at: number }
  edits: { project_id: string; revision: number; id: string; label: string; patches: Json; author: Json; at: number; skipped: number }
  sessions: { id: string; project_id: string; resume_hash: string; state: Json; updated_at: number }
  log_rows: { ordinal: Generated<number>; id: string; project_id: string; at: number; content: Json }
}
