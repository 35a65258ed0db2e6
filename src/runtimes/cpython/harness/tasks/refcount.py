"""
One object's reference count, raised and lowered by all (rows 3 and 3b): here it is the interpreter's own, which
its lock protects, or what stands in for that where there is none. No other lock is needed, and there is none.
"""
import sys

BLOCK = 4096


class Counted:
    """An object that nothing else refers to."""


class Shared:
    def __init__(self):
        self.thing = Counted()
        self.before = sys.getrefcount(self.thing)


def share(group, toolbox, primitive):
    return Shared()


def steps(context):
    thing, before = context.shared.thing, context.shared.before
    operations, done, lowest = context.parameters.operations, 0, 0
    while done < operations:
        block = min(BLOCK, operations - done)
        use_many(block, thing)
        lowest = min(lowest, sys.getrefcount(thing) - before)
        done += block
        context.report(done)
        yield 0
    return {'operations': done, 'lowest': 1 + lowest}


def use_many(count, thing):
    for _ in range(count):
        alias = thing
        alias = None


def left(group, shared):
    return [[sys.getrefcount(shared.thing) - shared.before]]
