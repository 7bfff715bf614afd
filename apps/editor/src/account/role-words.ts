import type { OrgRole } from '@halley/protocol'

/** What the roles of an organisation are called, and what they mean. */
export const roleWords: Readonly<Record<OrgRole, { readonly label: string; /** "an editor". */ readonly article: string; /** Behind "may": "draw and change projects". */ readonly may: string }>> = {
  owner: { label: 'Owner', article: 'an owner', may: 'may do everything, also publish, invite, and make API tokens' },
  editor: { label: 'Editor', article: 'an editor', may: 'may draw, change and try out all projects' },
  viewer: { label: 'Viewer', article: 'a viewer', may: 'may look at all projects and try them out, not change them' },
}

/** The roles for choosing one, the strongest first. */
export const roleOptions = (['owner', 'editor', 'viewer'] as const).map((role) => ({ value: role, label: roleWords[role].label }))
