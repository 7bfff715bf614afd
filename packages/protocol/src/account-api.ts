import { FORBIDDEN_KEYS } from '@halley/model'
import { z } from 'zod'
import { orgRoleSchema } from './permissions.ts'

/** Characters of a password: too long to be guessed at the rate that sign-in allows, short enough to be hashed quickly. */
export const MIN_PASSWORD_CHARACTERS = 12
export const MAX_PASSWORD_CHARACTERS = 200

/** Hours that an invitation can be taken up: a week. */
export const INVITATION_HOURS = 168

const idSchema = z.string().min(1).max(100)
const personNameSchema = z.string().trim().min(1, 'must not be empty').max(60)
const orgNameSchema = z.string().trim().min(1, 'must not be empty').max(60)
/** Kept and compared in lower case. */
const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email('must be an e-mail address'))
const newPasswordSchema = z.string().min(MIN_PASSWORD_CHARACTERS, `must have at least ${MIN_PASSWORD_CHARACTERS} characters`).max(MAX_PASSWORD_CHARACTERS)
const passwordSchema = z.string().min(1).max(MAX_PASSWORD_CHARACTERS)
/** The secret part of a link; it stands behind `#code=`, which browsers do not send. */
const codeSchema = z.string().min(1).max(200)
/** Epoch milliseconds by the server's clock. */
const momentSchema = z.number().int()

/** The token of an organisation in topics, `events.{org}.…`: it stands in programs, so it is chosen once and never changes. */
export const orgTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ and -').refine((token) => !FORBIDDEN_KEYS.has(token), 'must be another name; this one is refused everywhere')

/** Roles of a modelled app, by name, as personas have them: `user.roles` in flows, and who may use a channel. */
const appRolesSchema = z.array(z.string().trim().min(1).max(60)).max(32)

const orgSchema = z.object({ id: idSchema, name: z.string(), token: orgTokenSchema, role: orgRoleSchema })

/**
 * Who is asking. Mode `local`: nobody has an account, the server is reached from this machine alone, and everything is allowed;
 * `org` is then the one there is, and `person` is null. Mode `accounts` with `person: null` is signed out. `canClaim`: accounts
 * are demanded and there is no owner yet; the start has printed the link that makes the first. `publicUrl` is without a slash at its end.
 */
export const meSchema = z.object({
  mode: z.enum(['local', 'accounts']),
  person: z.object({ id: idSchema, name: z.string(), email: z.string(), appRoles: z.array(z.string()) }).nullable(),
  org: orgSchema.nullable(),
  orgs: z.array(orgSchema),
  canClaim: z.boolean(),
  publicUrl: z.string(),
})

export const personSchema = z.object({ id: idSchema, name: z.string(), email: z.string(), role: orgRoleSchema, appRoles: z.array(z.string()), joinedAt: momentSchema })

export const invitationSchema = z.object({ id: idSchema, email: z.string(), role: orgRoleSchema, appRoles: z.array(z.string()), /** Name of the person who invited. */ invitedBy: z.string(), createdAt: momentSchema, expiresAt: momentSchema })

/**
 * One thing that a token may do. The pattern must be inside of `events.{token of the org}.>`; for publish it says the topics, for
 * `presence` and `history` the topics of the channels.
 */
export const capabilitySchema = z.object({ action: z.enum(['publish', 'subscribe', 'presence', 'history']), pattern: z.string().min(1).max(1_024) })

export const apiTokenSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** The first characters of the clear token, by which a person knows it again. */
  start: z.string(),
  allow: z.array(capabilitySchema),
  appRoles: z.array(z.string()),
  /** Name of the person who made it. */
  createdBy: z.string(),
  createdAt: momentSchema,
  expiresAt: momentSchema.nullable(),
  /** To the minute; null while it never was. */
  lastUsedAt: momentSchema.nullable(),
})

const firstOwnerShape = { name: personNameSchema, email: emailSchema, password: newPasswordSchema, orgName: orgNameSchema, orgToken: orgTokenSchema }

/**
 * The HTTP API of accounts, all JSON. `reply` null is 204 without a body; an invitation and a token that are made answer 201. Every refusal is problem details (`accountProblemSchema`).
 * 401 `signed_out` is answered to nobody's requests, 403 `forbidden` to those of somebody whose role is not enough.
 */
export const accountApi = {
  /** Never refused: it says who is asking. */
  me: { method: 'GET', path: '/api/v1/me', request: null, reply: meSchema },
  /** Makes the first owner, by the code of the link that the start has printed, `{publicUrl}/claim#code=…`; signs them in. 403 `claim/invalid`. */
  claim: { method: 'POST', path: '/api/v1/claim', request: z.strictObject({ code: codeSchema, ...firstOwnerShape }), reply: meSchema },
  /** In mode `local`, from this machine: makes the first owner, turns accounts on, and signs them in. 409 `account/exists` when they are on. */
  createFirstAccount: { method: 'POST', path: '/api/v1/accounts', request: z.strictObject(firstOwnerShape), reply: meSchema },
  /** 401 `sign_in/wrong`; 429 `rate_limited` and 503 `unavailable`, both with Retry-After in seconds. */
  signIn: { method: 'POST', path: '/api/v1/sign-in', request: z.strictObject({ email: z.string().trim().toLowerCase().min(1).max(254), password: passwordSchema }), reply: meSchema },
  /** Harmless twice. */
  signOut: { method: 'POST', path: '/api/v1/sign-out', request: null, reply: null },
  /** Ends every other sign-in of the person. 403 `sign_in/wrong` when `current` is not the password. */
  changePassword: { method: 'POST', path: '/api/v1/me/password', request: z.strictObject({ current: passwordSchema, next: newPasswordSchema }), reply: null },
  /** Goes to another organisation of the person; connections of this sign-in are cut and come back there. */
  switchOrg: { method: 'POST', path: '/api/v1/me/org', request: z.strictObject({ orgId: idSchema }), reply: meSchema },
  /** Makes an organisation with the person as its owner, and goes there. 409 `org/token_taken`. */
  createOrg: { method: 'POST', path: '/api/v1/organisations', request: z.strictObject({ name: orgNameSchema, token: orgTokenSchema }), reply: meSchema },

  /** Gives the organisation that one is in another name for people. Its token stays: it stands in programs. */
  renameOrg: { method: 'PATCH', path: '/api/v1/organisation', request: z.strictObject({ name: orgNameSchema }), reply: meSchema },

  invitations: { method: 'GET', path: '/api/v1/invitations', request: null, reply: z.object({ invitations: z.array(invitationSchema) }) },
  /** The link, `{publicUrl}/invitation#code=…`, is told here and never again. An earlier invitation of the address is replaced. 409 `invitation/member`. */
  invite: { method: 'POST', path: '/api/v1/invitations', request: z.strictObject({ email: emailSchema, role: orgRoleSchema, appRoles: appRolesSchema.default([]) }), reply: z.object({ id: idSchema, link: z.string(), expiresAt: momentSchema }) },
  withdrawInvitation: { method: 'DELETE', path: '/api/v1/invitations/:id', request: null, reply: null },
  /** What an invitation is to, for the page that its link opens. 404 `invitation/gone`. `hasAccount`: accept with the password that the person has. */
  lookAtInvitation: { method: 'POST', path: '/api/v1/invitations/look', request: z.strictObject({ code: codeSchema }), reply: z.object({ org: z.string(), email: z.string(), role: orgRoleSchema, invitedBy: z.string(), hasAccount: z.boolean() }) },
  /** Joins, and signs in. Who has an account gives its password (`name` is not used then); 401 `sign_in/wrong`, 404 `invitation/gone`. */
  acceptInvitation: { method: 'POST', path: '/api/v1/invitations/accept', request: z.strictObject({ code: codeSchema, name: personNameSchema.optional(), password: passwordSchema }), reply: meSchema },

  people: { method: 'GET', path: '/api/v1/people', request: null, reply: z.object({ people: z.array(personSchema) }) },
  /** 409 `people/last_owner`. A changed role cuts the person's connections, which come back with what they may now. */
  changePerson: { method: 'PATCH', path: '/api/v1/people/:id', request: z.strictObject({ role: orgRoleSchema.optional(), appRoles: appRolesSchema.optional() }), reply: personSchema },
  /** Takes a person out of the organisation; one may take out oneself whatever the role. 409 `people/last_owner`. */
  removePerson: { method: 'DELETE', path: '/api/v1/people/:id', request: null, reply: null },

  tokens: { method: 'GET', path: '/api/v1/tokens', request: null, reply: z.object({ tokens: z.array(apiTokenSchema) }) },
  /** The clear token, `hly_…`, is told here and never again. 422 `topic_invalid` or `forbidden` for a pattern, with its pointer. */
  createToken: {
    method: 'POST', path: '/api/v1/tokens',
    request: z.strictObject({ name: z.string().trim().min(1).max(60), allow: z.array(capabilitySchema).min(1).max(64), appRoles: appRolesSchema.default([]), expiresAt: momentSchema.nullable().default(null) }),
    reply: z.object({ token: z.string(), entry: apiTokenSchema }),
  },
  /** Connections of the token end at once. */
  revokeToken: { method: 'DELETE', path: '/api/v1/tokens/:id', request: null, reply: null },
} as const

/** A refusal over HTTP. `detail` says what is wrong and what to do; `pointer` names the field of the request. */
export const accountProblemSchema = z.object({ status: z.number(), code: z.string(), title: z.string(), detail: z.string(), pointer: z.string().optional() })

export type AccountApi = typeof accountApi
export type Me = z.infer<typeof meSchema>
export type Person = z.infer<typeof personSchema>
export type Invitation = z.infer<typeof invitationSchema>
export type Capability = z.infer<typeof capabilitySchema>
export type ApiToken = z.infer<typeof apiTokenSchema>
export type AccountProblem = z.infer<typeof accountProblemSchema>
