/** Days after which a token ends by itself, or never. */
export type Expiry = '30' | '90' | '365' | 'never'

const DAY_MS = 24 * 3_600_000

/** For choosing one. */
export const expiryOptions = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never', note: 'until it is revoked' },
] as const satisfies readonly { readonly value: Expiry; readonly label: string; readonly note?: string }[]

/** Epoch milliseconds at which a token that is made now ends; null: never. */
export function expiryAt(expiry: Expiry, nowMs: number): number | null {
  return expiry === 'never' ? null : nowMs + Number(expiry) * DAY_MS
}
