"""A program that knows Halley's protocol from docs/protocol.md only, and Socket.IO from python-socketio.

Takes the server's address, and prints what it met as one JSON document. The test that runs it says what it should have met.
"""
import json
import queue
import sys

import requests
import socketio

WAIT_SECONDS = 20


class Program:
    """One connection to /events. Reconnecting is left to the story below, so that nothing happens behind its back."""

    def __init__(self, url, auth):
        self.pushes = queue.Queue()
        self.refusals = queue.Queue()
        self.client = socketio.Client(reconnection=False)
        self.client.on('event', lambda event: self.pushes.put(event), namespace='/events')
        self.client.on('connect_error', lambda error: self.refusals.put(error), namespace='/events')
        self.url = url
        self.auth = auth

    def connect(self, transports=('websocket',)):
        self.client.connect(self.url, auth=self.auth, namespaces=['/events'], transports=list(transports), wait_timeout=WAIT_SECONDS)
        return self

    def refused(self):
        """Tries to connect; gives the code that it was refused with."""
        # Waiting for the namespace would last the whole timeout: the refusal comes as an event.
        self.client.connect(self.url, auth=self.auth, namespaces=['/events'], transports=['websocket'], wait=False)
        error = self.refusals.get(timeout=WAIT_SECONDS)
        self.client.disconnect()
        return error['data']['code']

    def ask(self, event, request):
        """Sends a request and waits for its acknowledgement."""
        return self.client.call(event, request, namespace='/events', timeout=WAIT_SECONDS)

    def events(self, count):
        return [self.pushes.get(timeout=WAIT_SECONDS) for _ in range(count)]

    def cut(self):
        """Loses the TCP connection without a word, as when the network is gone."""
        self.client.eio.ws.sock.close()

    def close(self):
        self.client.disconnect()


def order(number):
    return {'topic': 'events.local.outside.orders.placed.o_%d' % number, 'data': {'number': number}, 'id': 'order-%d' % number}


def numbers(events):
    return [event['data']['number'] for event in events]


def tell(url):
    met = {}
    met['wrong version'] = Program(url, {'protocol': 2}).refused()
    met['malformed'] = Program(url, {'protocol': 1, 'client': 'not a name'}).refused()

    # Handshake, a wrong pattern, subscribe, publish, duplicate, receive.
    program = Program(url, {'protocol': 1, 'client': 'python'}).connect()
    met['wrong pattern'] = program.ask('subscribe', {'pattern': 'events.local.outside.orders.placed.o*'})['error']
    subscribed = program.ask('subscribe', {'pattern': 'events.local.outside.>'})
    met['subscribed'] = subscribed['ok']
    first = program.ask('publish', order(1))
    again = program.ask('publish', order(1))
    met['first'] = first
    met['is the same again'] = again == {**first, 'duplicate': True}
    met['unknown'] = program.ask('dance', {})['error']['code']
    [event] = program.events(1)
    met['event'] = event

    # Cut off while others publish; back with the last seq that it has.
    program.cut()
    for number in range(2, 22):
        posted = requests.post(url + '/api/v1/events', json=order(number), timeout=WAIT_SECONDS)
        assert posted.status_code == 202, posted.text
    back = Program(url, {'protocol': 1, 'client': 'python'}).connect()
    resumed = back.ask('subscribe', {'pattern': 'events.local.outside.>', 'from': {'type': 'resume', 'epoch': subscribed['position']['epoch'], 'seq': event['seq']}})
    met['resumed'] = {name: resumed.get(name) for name in ('ok', 'recovered', 'replayed', 'reason')}
    missed = back.events(20)
    met['missed'] = numbers(missed)
    met['chain'] = [missed[0]['prev'] == event['seq']] + [later['prev'] == earlier['seq'] for earlier, later in zip(missed, missed[1:])]
    back.ask('publish', order(22))
    met['live'] = numbers(back.events(1))
    lost = back.ask('subscribe', {'pattern': 'events.local.outside.orders.*.*', 'from': {'type': 'resume', 'epoch': 'of another log', 'seq': 1}})
    met['not recovered'] = {name: lost.get(name) for name in ('ok', 'recovered', 'replayed', 'reason')}
    back.close()

    # The same over HTTP polling, as behind a proxy that knows no WebSocket.
    polling = Program(url, {'protocol': 1}).connect(transports=['polling'])
    polling.ask('subscribe', {'pattern': 'events.local.outside.>', 'from': {'type': 'last', 'count': 2}})
    met['polling'] = [(event['data']['number'], event.get('replay')) for event in polling.events(2)]
    polling.close()
    return met


if len(sys.argv) == 3:
    url, token = sys.argv[1:]
    json.dump({'wrong token': Program(url, {'protocol': 1, 'token': token}).refused(), 'without a token': Program(url, {'protocol': 1}).refused()}, sys.stdout)
else:
    json.dump(tell(sys.argv[1]), sys.stdout)
