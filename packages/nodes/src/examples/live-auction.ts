import { emptyProject, type Channel, type DataList, type Field, type Flow, type FieldType, type Message, type Persona, type Project } from '@halley/model'
import { channel, edges, flow, lines, listed, memberFields, node, resource, screen } from './build-example.ts'

const amountType: FieldType = { type: 'number', min: 1, decimals: 0 }
const field = (fieldId: string) => ({ type: 'field', fieldId }) as const
const member = (messageId: string, memberId: string) => ({ type: 'messageMember', messageId, memberId }) as const
const bids = { type: 'list', listId: 'bids' } as const

/** Bids are seen by all bidders in the same moment; who is outbid is told, and nobody else; the auctioneer's hammer ends it for everybody. */
export function liveAuction(): Project {
  return {
    ...emptyProject({ id: 'live-auction', name: 'Live auction', technicalName: 'auction' }),
    messages: listed<Message>(
      { ...resource('bid', 'Bid', 'Bid'), description: 'Somebody bids.', hue: 2, members: memberFields({ bidBy: ['Bidder', 'bidder', { type: 'text' }, 'needed'], bidAmount: ['Amount', 'amount', amountType, 'needed'] }) },
      { ...resource('outbid', 'Outbid', 'Outbid'), description: 'Tells who led that somebody else leads now.', hue: 7, members: memberFields({ outbidBy: ['By', 'by', { type: 'text' }, 'needed'], outbidAmount: ['Amount', 'amount', amountType, 'needed'] }) },
      { ...resource('sold', 'Sold', 'Sold'), description: 'The hammer fell.', hue: 5, members: memberFields({ soldTo: ['To', 'to', { type: 'text' }, 'needed'], soldFor: ['For', 'amount', amountType, 'needed'] }) },
      { ...resource('called', 'Called', 'Called'), description: 'A lot is called, and there is no bid for it yet.', hue: 6, members: {} },
    ),
    channels: listed<Channel>(channel('lot', 'lot', { messageIds: ['bid', 'outbid', 'sold', 'called'] })),
    fields: listed<Field>({ ...resource('offer', 'Offer', 'offer'), valueType: amountType }),
    lists: listed<DataList>({ ...resource('bids', 'Bids', 'bids'), description: 'The bids for the lot that is called.', storage: 'stored', members: memberFields({ byId: ['Id of the bidder', 'bidderId', { type: 'text' }, 'needed'], by: ['Bidder', 'bidder', { type: 'text' }, 'needed'], amount: ['Amount', 'amount', amountType, 'needed'] }) }),
    personas: listed<Persona>(
      { ...resource('ann', 'Ann', 'ann'), roles: ['bidder'], homeFlowId: 'bidding' },
      { ...resource('ben', 'Ben', 'ben'), roles: ['bidder'], homeFlowId: 'bidding' },
      { ...resource('auctioneer', 'Auctioneer', 'auctioneer'), roles: ['auctioneer'], homeFlowId: 'call' },
    ),
    flows: listed<Flow>(bidding(), call(), showOutbid(), showSold()),
    settings: { homeFlowId: 'bidding', onApplicationStartFlowId: null },
  }
}

const listen = (messageIds: readonly string[], response: Record<string, unknown>) => ({ action: 'listen', channelId: 'lot', listenTo: 'specific', listenMessageIds: messageIds, ...response })
const HIGHEST = 'orElse(last(bids).amount, 0)'
const leader = { id: 'leader', kind: 'text', text: '{isEmpty(bids) ? "No bids yet." : "**" + text(last(bids).amount) + "** by " + last(bids).bidder}' } as const

function bidding() {
  const form = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'A comet, framed' },
    leader,
    { id: 'leads', kind: 'conditional', when: 'last(bids).bidderId == user.id', children: [{ id: 'badge', kind: 'badge', value: '"You lead"', tone: 'good' }] },
    { id: 'tooLow', kind: 'conditional', when: `offer <= ${HIGHEST} && last(bids).bidderId != user.id`, children: [{ id: 'more', kind: 'text', text: `Bid more than {${HIGHEST}}.` }] },
    { id: 'inOffer', kind: 'input', label: 'Your offer', target: field('offer'), required: true, placeholder: '10', multiline: false },
    { id: 'bid', kind: 'button', label: 'Bid', tone: 'primary', action: { type: 'exit' }, storesInputs: true },
  )
  return flow(
    { id: 'bidding', name: 'Bid', technicalName: 'bid', type: 'flowchart', description: 'What a bidder starts with.' },
    [
      node('start', 'start', [0, 0]),
      node('hearBid', 'comet-message', [1, 0], listen(['bid', 'called'], { response: 'refresh' })),
      node('hearOutbid', 'comet-message', [2, 0], listen(['outbid'], { response: 'flow', flowId: 'showOutbid' })),
      node('hearSold', 'comet-message', [0, 1.0625], listen(['sold'], { response: 'flow', flowId: 'showSold' })),
      node('form', 'user-interaction', [1, 1.0625], { name: 'Bid', screen: form, defaultButtonId: 'bid' }),
      node('enough', 'decision', [2, 1.0625], { expression: `offer > ${HIGHEST}` }),
      node('fill', 'assignment', [0, 2.9375], {
        assignments: lines(
          { target: member('outbid', 'outbidBy'), expression: 'user.name' }, { target: member('outbid', 'outbidAmount'), expression: 'offer' },
          { target: member('bid', 'bidBy'), expression: 'user.name' }, { target: member('bid', 'bidAmount'), expression: 'offer' },
        ),
      }),
      node('someoneLed', 'decision', [1, 2.9375], { expression: 'isKnown(last(bids).bidderId) && last(bids).bidderId != user.id' }),
      node('tellLeader', 'comet-message', [2, 3.4375], { action: 'send', channelId: 'lot', messageId: 'outbid', deliverTo: 'users', recipients: '[last(bids).bidderId]' }),
      node('keep', 'list-action', [1, 4.4375], { list: bids, action: 'add', values: lines({ memberId: 'byId', expression: 'user.id' }, { memberId: 'by', expression: 'user.name' }, { memberId: 'amount', expression: 'offer' }) }),
      node('tellAll', 'comet-message', [0, 5.375], { action: 'send', channelId: 'lot', messageId: 'bid' }),
    ],
    edges(
      ['start', 'default', 'hearBid'], ['hearBid', 'default', 'hearOutbid'], ['hearOutbid', 'default', 'hearSold'], ['hearSold', 'default', 'form'], ['form', 'bid', 'enough'], ['enough', 'yes', 'fill'], ['enough', 'no', 'form'],
      ['fill', 'default', 'someoneLed'], ['someoneLed', 'yes', 'tellLeader'], ['someoneLed', 'no', 'keep'], ['tellLeader', 'default', 'keep'], ['keep', 'default', 'tellAll'], ['tellAll', 'default', 'form'],
    ),
  )
}

function call() {
  const desk = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'A comet, framed' },
    leader,
    { id: 'history', kind: 'table', source: 'reverse(bids)', columns: { by: { id: 'by', order: 'a0', title: 'Bidder', text: '{row.bidder}' }, amount: { id: 'amount', order: 'a1', title: 'Amount', text: '{row.amount}' } }, emptyText: 'No bids yet.' },
    { id: 'hammer', kind: 'button', label: 'Sold!', tone: 'danger', action: { type: 'exit' }, storesInputs: false },
  )
  return flow(
    { id: 'call', name: 'Call the lot', technicalName: 'callTheLot', type: 'flowchart', description: 'What the auctioneer starts with.' },
    [
      node('start', 'start', [0, 0]),
      node('hear', 'comet-message', [1, 0], listen(['bid'], { response: 'refresh' })),
      node('desk', 'user-interaction', [2, 0], { name: 'The lot', screen: desk }),
      node('any', 'decision', [0, 1.375], { expression: 'isEmpty(bids)' }),
      node('fill', 'assignment', [1, 2.1875], { assignments: lines({ target: member('sold', 'soldTo'), expression: 'last(bids).bidder' }, { target: member('sold', 'soldFor'), expression: 'last(bids).amount' }) }),
      node('tell', 'comet-message', [2, 2.1875], { action: 'send', channelId: 'lot', messageId: 'sold' }),
      node('next', 'list-action', [0, 3.25], { list: bids, action: 'delete' }),
      node('callNext', 'comet-message', [1, 3.75], { action: 'send', channelId: 'lot', messageId: 'called' }),
    ],
    edges(
      ['start', 'default', 'hear'], ['hear', 'default', 'desk'], ['desk', 'hammer', 'any'], ['any', 'yes', 'desk'], ['any', 'no', 'fill'], ['fill', 'default', 'tell'], ['tell', 'default', 'next'], ['next', 'default', 'callNext'], ['next', 'nothing', 'callNext'], ['callNext', 'default', 'desk'],
    ),
  )
}

function showOutbid() {
  return flow(
    { id: 'showOutbid', name: 'Show who leads', technicalName: 'showWhoLeads', type: 'flowchart', description: 'Runs for the bidder who led.' },
    [
      node('start', 'start', [0, 0]),
      node('toast', 'user-interaction', [1, 0], { name: 'Somebody bids more', overlay: true, placement: 'toast', autoCloseMs: 6_000, screen: screen({ id: 'text', kind: 'text', text: '**{Outbid.by}** bids {Outbid.amount}.' }) }),
      node('end', 'end', [2, 0]),
    ],
    edges(['start', 'default', 'toast'], ['toast', 'closed', 'end']),
  )
}

function showSold() {
  return flow(
    { id: 'showSold', name: 'Show the hammer', technicalName: 'showTheHammer', type: 'flowchart', description: 'Runs for everybody when the hammer falls.' },
    [
      node('start', 'start', [0, 0]),
      node('dialog', 'user-interaction', [1, 0], { name: 'The hammer fell', overlay: true, placement: 'dialog', screen: screen({ id: 'text', kind: 'text', text: 'To **{Sold.to}** for {Sold.amount}.' }, { id: 'ok', kind: 'button', label: 'OK', tone: 'primary', action: { type: 'exit' }, storesInputs: false }) }),
      node('end', 'end', [2, 0]),
    ],
    edges(['start', 'default', 'dialog'], ['dialog', 'ok', 'end'], ['dialog', 'closed', 'end']),
  )
}
