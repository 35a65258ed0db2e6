"""Producers hand items to consumers through a queue or a pipe (rows 12, 35, 36, 42)."""
import struct

from . import producers_of
from .channel import END, STOP, Channels
from .ledger import Ledger

# A message begins with its producer and its number.
HEADER = struct.Struct('<ii')
BLOCK = 1024


class Shared:
    def __init__(self, channels, through):
        self.channels = channels
        # Producers whose last word was heard.
        self.through = through


def share(group, toolbox, primitive):
    return Shared(Channels(group, toolbox, primitive), toolbox.words(1))


def work(context):
    if context.worker < producers_of(context.workers):
        channel = context.shared.channels.open(context, 0)
        for item, message in messages(context):
            channel.put(message)
            if item % BLOCK == 0:
                context.report(item)
        channel.put(END)
        return context.parameters.items
    channel = context.shared.channels.open(context, 1)
    tally = Tally(context)
    while True:
        message = channel.get()
        if message == STOP:
            return tally
        if message != END:
            tally.take(message)
        elif is_last_word(context):
            for _ in range(other_consumers(context)):
                channel.put(STOP)
            return tally


async def work_async(context):
    queue = context.shared.channels.queue
    if context.worker < producers_of(context.workers):
        for item, message in messages(context):
            await queue.put(message)
            if item % BLOCK == 0:
                context.report(item)
        await queue.put(END)
        return context.parameters.items
    tally = Tally(context)
    while True:
        message = await queue.get()
        if message == STOP:
            return tally
        if message != END:
            tally.take(message)
        elif is_last_word(context):
            for _ in range(other_consumers(context)):
                await queue.put(STOP)
            return tally


def is_last_word(context):
    """
    Whether every producer has said its last word, and the consumers have heard it: only then nothing can come
    any more. A multiprocessing.Queue keeps the order of each producer, but not between two of them: a word of
    the last one to end may overtake what another has put before.
    """
    return context.shared.through.add(0, 1) == producers_of(context.workers)


def other_consumers(context):
    return context.workers - producers_of(context.workers) - 1


def messages(context):
    """Each message of a producer, with its number from 1."""
    bytes_each = context.parameters.bytes
    filling = bytes(max(0, bytes_each - HEADER.size - 1))
    for item in range(context.parameters.items):
        message = HEADER.pack(context.worker, item) + filling
        yield item + 1, message if bytes_each == HEADER.size else message + bytes([item & 0xFF])


class Tally:
    """What a consumer got."""

    def __init__(self, context):
        self.bytes = context.parameters.bytes
        self.items = context.parameters.items
        self.producers = producers_of(context.workers)
        self.latest = [-1] * self.producers
        self.got = []
        self.disordered = self.damaged = 0

    def take(self, message):
        if len(message) != self.bytes:
            self.damaged += 1
            return
        producer, item = HEADER.unpack_from(message)
        if not (0 <= producer < self.producers and 0 <= item < self.items):
            self.damaged += 1
            return
        if self.bytes > HEADER.size and message[-1] != item & 0xFF:
            self.damaged += 1
        if item <= self.latest[producer]:
            self.disordered += 1
        self.latest[producer] = item
        self.got.append(producer * self.items + item)


def report(result):
    if isinstance(result, int):
        return {'sent': result, 'received': 0, 'twice': 0, 'disordered': 0, 'damaged': 0, 'got': []}
    return {
        'sent': 0,
        'received': len(result.got),
        'twice': 0,
        'disordered': result.disordered,
        'damaged': result.damaged,
        'got': result.got,
    }


def settle(group, reports):
    group.ledger = Ledger(group.parameters.items * producers_of(group.workers))
    for told in reports:
        told['twice'] = group.ledger.note_all(told.pop('got'))


def left(group, shared):
    return [shared.through.to_list(), group.ledger.to_words()]
