import { registerCommands, type Command } from '../shell/commands.ts'
import { navigate } from '../shell/router.ts'
import { showAccountDialog } from './account-dialog-store.ts'
import { accountStore, mayNow } from './account-store.ts'
import { signOutOrTell } from './sign-out.ts'

/** Lists what the account menu has in the command palette, too; returns what takes it out. */
export function registerAccountCommands(): () => void {
  const command = (id: string, title: string, rest: Pick<Command, 'run' | 'when'> & { readonly keywords?: readonly string[] }): Command => ({ id: `account.${id}`, title, group: 'Account', ...rest })
  return registerCommands([
    command('people', 'People', { run: () => navigate('/people'), when: () => isSignedIn() && mayNow('people/read'), keywords: ['invite', 'role', 'owner', 'editor', 'viewer'] }),
    command('tokens', 'API tokens', { run: () => navigate('/tokens'), when: () => mayNow('tokens/manage'), keywords: ['program', 'secret'] }),
    command('organisations', 'Organisations', { run: () => navigate('/organisations'), when: isSignedIn, keywords: ['switch', 'team'] }),
    command('password', 'Change password', { run: () => showAccountDialog('changePassword'), when: isSignedIn }),
    command('signOut', 'Sign out', { run: () => void signOutOrTell(), when: isSignedIn, keywords: ['log out', 'leave'] }),
    command('createOwner', 'Create an owner account', { run: () => showAccountDialog('createOwner'), when: () => !isSignedIn(), keywords: ['accounts', 'sign in'] }),
  ])
}

function isSignedIn(): boolean {
  const state = accountStore.getState()
  return state.type === 'there' && state.me.person !== null
}
