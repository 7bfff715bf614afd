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

/** Reads the secret that was kept for this persona; null when there is none, or another persona's. */
export function readKept(secrets: SecretStore, key: string, personaId: string | null): string | null {
  const [keptFor, resume] = secrets.read(key)?.split('\n') ?? []
  return keptFor === (personaId ?? '') && resume !== undefined && resume !== '' ? resume : null
}

/** Keeps a session's secret with who it was, so that another persona in the same place does not go on with it. */
export function writeKept(secrets: SecretStore, key: string, { personaId, resume }: { readonly personaId: string | null; readonly resume: string }): void {
  secrets.write(key, `${personaId ?? ''}\n${resume}`)
}
