/** Where a client keeps the secret by which its session goes on after a reload. */
export type SecretStore = {
  readonly read: (key: string) => string | null
  /** null forgets it. */
  readonly write: (key: string, text: string | null) => void
}

/** A store that forgets with the page: for tests, and where the browser keeps nothing. */
export function memorySecrets(): SecretStore {
  const texts = new Map<string, string>()
  return {
    read: (key) => texts.get(key) ?? null,
    write: (key, text) => void (text === null ? texts.delete(key) : texts.set(key, text)),
  }
}

/** Keeps secrets in a browser's storage, such as `sessionStorage`: gone with the tab. Where that is forbidden, with the page. */
export function storedSecrets(storage: () => Storage): SecretStore {
  const memory = memorySecrets()
  const attempt = <T>(action: (place: Storage) => T, otherwise: () => T): T => {
    try {
      return action(storage())
    } catch {
      // Storage is switched off or full. The session then ends with the page, which the person sees as a fresh start.
      return otherwise()
    }
  }
  return {
    read: (key) => attempt((place) => place.getItem(key), () => null) ?? memory.read(key),
    write: (key, text) => {
      memory.write(key, text)
      attempt((place) => (text === null ? place.removeItem(key) : place.setItem(key, text)), () => undefined)
    },
  }
}
