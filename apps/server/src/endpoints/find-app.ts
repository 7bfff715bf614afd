import type { Problem } from '../http/problem-details.ts'
import type { Projects } from '../projects/projects.ts'
import { may, orgOf, type Identity } from '../identity/identity.ts'
import type { ProjectSessions } from '../sessions/project-sessions.ts'
import type { PublishedApps } from '../sessions/published-apps.ts'
import type { SessionHost } from '../sessions/session-host.ts'

/** Finds what answers at `/h/{app}`, for whoever calls from an address of the network; a problem where nothing does. */
export type FindApp = (app: string, caller: { readonly address: string | undefined; readonly identity: Identity | null }) => Promise<{ readonly sessions: ProjectSessions } | Problem>

export type AppPlaces = { readonly projects: Projects; readonly published: PublishedApps; readonly drafts: SessionHost }

/** `draft-{project}` names the draft of a project, also of one that is published. */
const DRAFT = 'draft-'

/**
 * The published app of the name; without one, the draft of the project that has it as technical name, so that an endpoint
 * can be tried before anything is published. Drafts answer to this machine alone while there are no accounts, and then to people of their organisation.
 */
export function createFindApp({ projects, published, drafts }: AppPlaces): FindApp {
  return async (app, { address, identity }) => {
    const running = published.findByName(app)
    if (running !== undefined) return { sessions: running.sessions }
    const org = identity === null || !may(identity, 'project/read') || (identity.type === 'local' && !isLoopback(address)) ? null : orgOf(identity)
    if (org === null) return NO_APP
    const ids = app.startsWith(DRAFT) ? [app.slice(DRAFT.length)] : (await projects.list(org.id)).filter(({ technicalName }) => technicalName === app).map(({ id }) => id)
    if (ids.length > 1) return { status: 409, code: 'endpoint/app_ambiguous', title: 'Two apps of one name', detail: `${ids.length} projects have the technical name "${app}"; give one another, or call the draft of one at ${ids.slice(0, 5).map((id) => `/h/${DRAFT}${id}`).join(', ')}.` }
    const room = ids[0] === undefined ? null : await projects.openIn(org.id, ids[0])
    return room === null ? NO_APP : { sessions: drafts.of(room) }
  }
}

const NO_APP: Problem = { status: 404, code: 'app/not_published', title: 'No such app', detail: 'No app is published under this name, and no project has it as technical name.' }

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(address)
}
