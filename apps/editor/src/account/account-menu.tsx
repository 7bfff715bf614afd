import type { Me } from '@halley/protocol'
import { Building2, KeyRound, LogOut, Plus, SunMoon, UserRoundPlus, Users, CircleUserRound, LockKeyhole } from 'lucide-react'
import { Menu, whenMenuIsGone, type MenuEntry } from '../kit/index.ts'
import { navigate } from '../shell/router.ts'
import { themes } from '../shell/theme-switch.tsx'
import { useView, type Theme } from '../stores/view-store.ts'
import { setTheme } from '../theme/follow-theme.ts'
import { showAccountDialog } from './account-dialog-store.ts'
import { mayIn, useMe } from './account-store.ts'
import { goToOrganisation } from './organisation-choice.tsx'
import { roleWords } from './role-words.ts'
import { signOutOrTell } from './sign-out.ts'

/** Who is signed in, where, and what they can do about it. */
export function AccountMenu() {
  const me = useMe()
  const theme = useView((view) => view.theme)
  if (me === null) return null
  const name = me.person?.name ?? 'On this computer'
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" aria-label={me.person === null ? 'Account' : `Account: ${name}`} title={me.person === null ? name : `${name}, ${me.org?.name ?? ''}`} className="flex size-7 shrink-0 items-center justify-center rounded-full border border-line-strong bg-raised text-2xs font-semibold text-ink-soft hover:bg-hover hover:text-ink">
          {me.person === null ? <CircleUserRound aria-hidden="true" className="size-4" /> : <span aria-hidden="true">{initials(name)}</span>}
        </button>
      }
      entries={[...(me.person === null ? localEntries(me) : personEntries(me, me.person)), themeEntry(theme), ...(me.person === null ? [] : endEntries())]}
    />
  )
}

function localEntries(me: Me): MenuEntry[] {
  return [
    { type: 'heading', id: 'who', label: 'On this computer, no account needed' },
    { type: 'item', id: 'owner', label: 'Create an owner account…', icon: <UserRoundPlus />, onSelect: () => whenMenuIsGone(() => showAccountDialog('createOwner')) },
    ...(mayIn(me, 'tokens/manage') ? [{ type: 'item' as const, id: 'tokens', label: 'API tokens', icon: <KeyRound />, onSelect: () => navigate('/tokens') }] : []),
    { type: 'separator', id: 'before-theme' },
  ]
}

function personEntries(me: Me, person: NonNullable<Me['person']>): MenuEntry[] {
  const orgs: MenuEntry[] = me.orgs.map((org) => ({ type: 'item', id: org.id, label: org.name, checked: org.id === me.org?.id, onSelect: () => void (org.id === me.org?.id ? undefined : goToOrganisation(org.id)) }))
  return [
    { type: 'heading', id: 'who', label: `${person.name} · ${person.email}` },
    {
      type: 'submenu', id: 'orgs', label: me.org === null ? 'Organisations' : `${me.org.name}, ${roleWords[me.org.role].label.toLowerCase()}`, icon: <Building2 className="size-4" />,
      entries: [...orgs, { type: 'separator', id: 'before-all' }, { type: 'item', id: 'all', label: 'Organisations…', icon: <Plus />, onSelect: () => navigate('/organisations') }],
    },
    ...(mayIn(me, 'people/read') ? [{ type: 'item' as const, id: 'people', label: 'People', icon: <Users />, onSelect: () => navigate('/people') }] : []),
    ...(mayIn(me, 'tokens/manage') ? [{ type: 'item' as const, id: 'tokens', label: 'API tokens', icon: <KeyRound />, onSelect: () => navigate('/tokens') }] : []),
    { type: 'separator', id: 'before-theme' },
  ]
}

function themeEntry(chosen: Theme): MenuEntry {
  return { type: 'submenu', id: 'theme', label: 'Theme', icon: <SunMoon className="size-4" />, entries: themes.map(({ theme, label, icon }) => ({ type: 'item', id: theme, label, icon, checked: theme === chosen, onSelect: () => setTheme(theme) })) }
}

function endEntries(): MenuEntry[] {
  return [
    { type: 'item', id: 'password', label: 'Change password…', icon: <LockKeyhole />, onSelect: () => whenMenuIsGone(() => showAccountDialog('changePassword')) },
    { type: 'separator', id: 'before-end' },
    { type: 'item', id: 'signOut', label: 'Sign out', icon: <LogOut />, onSelect: () => void signOutOrTell() },
  ]
}

/** "Ann Bell" is AB. */
function initials(name: string): string {
  return name.split(/\s+/).filter((word) => word !== '').slice(0, 2).map((word) => word.charAt(0).toUpperCase()).join('')
}
