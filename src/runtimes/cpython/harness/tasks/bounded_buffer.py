"""A buffer with few places, made of a condition and some words: what a queue is inside."""
from . import producers_of
from .ledger import Ledger

PUT, GOT, MOST, PRODUCERS_DONE, PLACES = 0, 1, 2, 3, 16


class Shared:
    def __init__(self, condition, words):
        self.condition = condition
        # Looked at only with the condition's lock held, so without the lock of their own.
        self.values = words.values


def share(group, toolbox, primitive):
    return Shared(primitive, toolbox.words(PLACES + group.parameters.capacity))


def work(context):
    if context.worker < producers_of(context.workers):
        return produce(context)
    return consume(context)


def produce(context):
    condition, values = context.shared.condition, context.shared.values
    items, capacity = context.parameters.items, context.parameters.capacity
    for item in range(items):
        with condition:
            condition.wait_for(lambda: values[PUT] - values[GOT] < capacity)
            values[PLACES + values[PUT] % capacity] = context.worker * items + item
            values[PUT] += 1
            values[MOST] = max(values[MOST], values[PUT] - values[GOT])
            condition.notify_all()
        context.report(item + 1)
    with condition:
        values[PRODUCERS_DONE] += 1
        condition.notify_all()
    return {'put': items, 'got': 0, 'twice': 0, 'items': []}


def consume(context):
    condition, values = context.shared.condition, context.shared.values
    producers, capacity, got = producers_of(context.workers), context.parameters.capacity, []
    while True:
        with condition:
            condition.wait_for(lambda: values[PUT] > values[GOT] or values[PRODUCERS_DONE] == producers)
            if values[PUT] == values[GOT]:
                return {'put': 0, 'got': len(got), 'twice': 0, 'items': got}
            got.append(values[PLACES + values[GOT] % capacity])
            values[GOT] += 1
            condition.notify_all()


def settle(group, reports):
    group.ledger = Ledger(group.parameters.items * producers_of(group.workers))
    for told in reports:
        told['twice'] = group.ledger.note_all(told.pop('items'))


def left(group, shared):
    return [list(shared.values), group.ledger.to_words()]
