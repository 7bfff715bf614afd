import type { NoticePriority, NoticeWay, StreamState } from '@halley/model'
import type { Environment, NoticeOutcome, OrgRole } from '@halley/protocol'
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
  notice_causes: { id: string; project_id: string; environment: Environment; rule_id: string | null; flow_id: string | null; node_id: string | null; source: string; priority: NoticePriority; link: Json; event_id: string | null; topic: string | null; opens: string | null; at: number }
  notices: { ordinal: Generated<number>; id: string; cause_id: string; project_id: string; environment: Environment; rule_id: string | null; recipient_id: string; recipient_name: string; title: string; body: string; url: string | null; at: number; in_inbox: number; throttled: number; read_at: number | null; dismissed_at: number | null }
  notice_attempts: { notice_id: string; way: NoticeWay; project_id: string; outcome: NoticeOutcome; due_at: number | null; at: number; tries: number; text: string; lane: string; digest_until: number | null; digest_of: string | null; settled: Json }
  notice_preferences: { project_id: string; environment: Environment; person_id: string; content: Json }
  push_subscriptions: { project_id: string; environment: Environment; endpoint: string; person_id: string; p256dh: string; auth: string; at: number }
  notice_positions: { project_id: string; environment: Environment; epoch: string; seq: number }
  room_instances: { project_id: string; environment: Environment; room_id: string; key_token: string; last_seq: number; keep_days: ColumnType<number | null, number | null, number | null>; created_at: number; last_at: number }
  room_messages: { project_id: string; environment: Environment; room_id: string; key_token: string; seq: number; id: string; author_type: 'person' | 'agent'; author_id: string; at: number; state: StreamState; content: Json }
  room_people: { project_id: string; environment: Environment; room_id: string; key_token: string; person_id: string; joined: number; read_to: number; last_at: number; content: Json }
  room_owed_answers: { ordinal: Generated<number>; project_id: string; environment: Environment; room_id: string; key_token: string; message_id: string; agent_id: string; chain_answers: number; has_begun: number }
  secrets: { project_id: string; connection_id: string; sealed: string; at: number }
}
