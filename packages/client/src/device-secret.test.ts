import { expect, it } from 'vitest'
import { deviceSecret } from './device-secret.ts'
import { memorySecrets } from './secret-store.ts'

it('a device keeps one secret, and makes another where what is kept is none', () => {
  const store = memorySecrets()
  const made = deviceSecret(store)
  expect(made).toMatch(/^[\w-]{20}$/)
  expect(deviceSecret(store)).toBe(made)
  expect(deviceSecret(memorySecrets())).not.toBe(made)
  store.write('halley-device', 'short')
  expect(deviceSecret(store)).toMatch(/^[\w-]{20}$/)
})
