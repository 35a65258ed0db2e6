"""One message to and fro between two workers: what a round trip costs (rows 35 and 42, claim 10)."""
import struct

from .channel import Channels

HEADER = struct.Struct('<i')
BLOCK = 64


class Shared:
    def __init__(self, there, back):
        self.there = there
        # A pipe goes both ways; a queue goes one way, so the way back is a second one.
        self.back = back


def share(group, toolbox, primitive):
    return Shared(Channels(group, toolbox, primitive), None if group.primitive == 'PIPE' else toolbox.Queue())


def work(context):
    is_first = context.worker == 0
    there = context.shared.there.open(context, context.worker)
    back = context.shared.back or there
    put, get = (there.put, back.get) if is_first else (back.put, there.get)
    wrong = 0
    for number, message in messages(context):
        if is_first:
            put(message)
            wrong += get() != message
        else:
            received = get()
            wrong += received != message
            put(received)
        if is_first and number % BLOCK == 0:
            context.report(number)
    return {'rounds': context.parameters.rounds, 'wrong': wrong}


async def work_async(context):
    there, back = context.shared.there.queue, context.shared.back
    wrong = 0
    for number, message in messages(context):
        if context.worker == 0:
            await there.put(message)
            wrong += await back.get() != message
            context.report(number)
        else:
            received = await there.get()
            wrong += received != message
            await back.put(received)
    return {'rounds': context.parameters.rounds, 'wrong': wrong}


def messages(context):
    """Each round's message, with its number from 1."""
    filling = bytes(context.parameters.bytes - HEADER.size)
    for number in range(context.parameters.rounds):
        yield number + 1, HEADER.pack(number) + filling
