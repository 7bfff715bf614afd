const storageKey = 'halley-person-name'
const firstWords = ['Quiet', 'Swift', 'Early', 'Bright', 'Distant', 'Patient', 'Northern', 'Silver']
const secondWords = ['comet', 'moon', 'orbit', 'star', 'meteor', 'nebula', 'eclipse', 'aurora']

let account: { readonly id: string; readonly name: string } | null = null

/** Says who is signed in; null while nobody needs an account. The account's name counts then, whatever was typed here. */
export function setOwnAccount(next: { readonly id: string; readonly name: string } | null): void {
  account = next
}

/** The id of who is signed in, whose unsent changes are nobody else's; null while nobody needs an account. */
export function ownAccountId(): string | null {
  return account?.id ?? null
}

/** What others see this person as: the name of the account, else what was typed once, else a name made up for this browser. */
export function personName(): string {
  if (account !== null) return account.name
  const stored = localStorage.getItem(storageKey)
  if (stored !== null && stored !== '') return stored
  const [first = 0, second = 0] = crypto.getRandomValues(new Uint8Array(2))
  const made = `${firstWords[first % firstWords.length]} ${secondWords[second % secondWords.length]}`
  localStorage.setItem(storageKey, made)
  return made
}

/** Remembers the name; the next connection tells it to the others. */
export function setPersonName(name: string): void {
  localStorage.setItem(storageKey, name.trim().slice(0, 60))
}
