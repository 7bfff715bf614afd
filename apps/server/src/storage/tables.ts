import type { Environment, OrgRole } from '@halley/protocol'
import type { ColumnType, Generated } from 'kysely'
import type { RetiredFor } from './data-key-storage.ts'

/** Columns that hold JSON hold it as text: SQLite and PostgreSQL then give back exactly what went in. */
type Json = string

export type Tables = {
  orgs: { id: string; name: string; token: string; created_at: number }
  people: { id: string; name: string; email: string; password_hash: string; created_at: number }
  memberships: { org_id: string; person_id: string; role: OrgRole; app_roles: Json; joined_at: number }
  logins: { id_hash: string; person_id: string; org_id: string | null; created_at: number; seen_at: number }
  invitations: { id: string; org_id: string; email: string; role: OrgRole; app_roles: Json; code_hash: string; invited_by: string; created_at: number; expires_at: number }
  api_tokens: { id: string; org_id: string; name: string; start: string; token_hash: string; allow: Json; app_roles: Json; created_by: string; created_at: number; expires_at: number | null; last_used_at: number | null }
  owner_claims: { code_hash: string }
  projects: { id: string; org_id: string; name: string; technical_name: string; snapshot: Json; snapshot_revision: number; revision: number; updated_at: number; published_number: ColumnType<number | null, number | null | undefined, number | null>; deleted_at: ColumnType<number | null, number | null | undefined, number | null> }
  edits: { project_id: string; revision: number; id: string; label: string; patches: Json; author: Json; at: number; skipped: number }
  sessions: { id: string; project_id: string; environment: Environment; resume_hash: string; state: Json; updated_at: number }
  log_rows: { ordinal: Generated<number>; id: string; project_id: string; at: number; content: Json }
  list_rows: { ordinal: Generated<number>; project_id: string; environment: Environment; list_id: string; id: string; content: Json; last_modified: number }
  versions: { project_id: string; number: number; name: string; note: string; technical_name: string; document: Json; revision: number; author: Json; at: number }
  data_keys: { kid: string; project_id: string; environment: Environment; channel_id: string; wrapped: string; audience: Json; created_at: number; uses: number; retired_for: ColumnType<RetiredFor | null, RetiredFor | null, RetiredFor | null>; given: number }
  event_logs: { org: string; epoch: string; last_seq: number; start_seq: number; holes: Json; is_open: number }
  events: { org: string; seq: number; source: string; id: string; matched: number; accepted_at: number; size_bytes: number; content: ColumnType<Json | null, Json | null, Json | null> }
  channel_history: { org: string; seq: number; project_id: string; app: string; channel: string; message: string; key_token: string; accepted_at: number; content: Json }
  run_holds: { project_id: string; environment: Environment; flow_id: string; reason: Json; at: number }
  secrets: { project_id: string; connection_id: string; sealed: string; at: number }
}
