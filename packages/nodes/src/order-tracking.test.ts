import { Simulation } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { orderTracking } from './examples/order-tracking.ts'

const service = { id: 'service', name: 'Service', roles: [] }
const customer = { id: 'customer', name: 'Customer', roles: ['customer'] }
const warehouse = { id: 'warehouse', name: 'Warehouse', roles: ['warehouse'] }

describe('Order tracking', () => {
  function open() {
    const simulation = new Simulation(orderTracking(), catalog)
    const watching = simulation.open(service, 'watchOrders')
    return { simulation, watching, main: (client: Parameters<Simulation['sees']>[0]) => JSON.stringify(simulation.sees(client).main?.widgets) }
  }

  it('begins with three orders, and with no more when it starts again', () => {
    const { simulation } = open()
    expect(simulation.stored['orders']?.map(({ number }) => number)).toEqual(['1001', '1002', '1003'])
    simulation.open(service, 'watchOrders')
    expect(simulation.stored['orders']).toHaveLength(3)
  })

  it('what the warehouse moves reaches the customer of that order, and the log', () => {
    const { simulation, watching, main } = open()
    const ann = simulation.open(customer, 'track')
    simulation.press(ann, 'Follow it', { 'Order number': '1002' })
    const ben = simulation.open(customer, 'track')
    simulation.press(ben, 'Follow it', { 'Order number': '1001' })
    expect(main(ann)).toContain('"value":1,"max":4')
    const worker = simulation.open(warehouse, 'work')
    simulation.press(worker, 'Next step', {}, [1])
    expect(main(ann)).toContain('"value":2,"max":4')
    expect(main(ben)).toContain('"value":1,"max":4')
    expect(watching.logs.map(({ text }) => text)).toEqual(['Order 1002 is Packed now'])
  })
})
