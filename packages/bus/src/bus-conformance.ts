import { deliveryConformance } from './conformance/delivery.ts'
import type { BusFactory, TestKit } from './conformance/harness.ts'
import { recoveryConformance } from './conformance/recovery.ts'
import { refusalConformance } from './conformance/refusals.ts'

/**
 * Registers the tests that every implementation of `EventBus` passes. Each test makes a bus of its own.
 *
 * @example busConformance({ describe, it, expect }, 'the in-process bus', createBus)
 */
export function busConformance(kit: TestKit, name: string, createBus: BusFactory): void {
  kit.describe(`${name} keeps the contract of the event bus`, () => {
    deliveryConformance(kit, createBus)
    recoveryConformance(kit, createBus)
    refusalConformance(kit, createBus)
  })
}
