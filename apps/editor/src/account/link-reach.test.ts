import { expect, it } from 'vitest'
import { leadsToOwnComputer } from './link-reach.ts'

it.each(['http://127.0.0.1:4747/invitation#code=a', 'http://localhost/invitation', 'http://halley.localhost:4747/', 'http://[::1]:4747/invitation'])('a link such as %s leads nobody else here', (link) => {
  expect(leadsToOwnComputer(link)).toBe(true)
})

it.each(['https://halley.example.com/invitation#code=a', 'http://192.168.1.7:4747/invitation', 'https://127.example.com/', 'no link'])('a link such as %s is not said to lead nowhere', (link) => {
  expect(leadsToOwnComputer(link)).toBe(false)
})
