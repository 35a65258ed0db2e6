"""
Counting down to zero: the unit's processor work (rows 4 to 6).

A worker counts its share in one call, as the unit's program does, so that what the lab measures is what the
program takes: CPython 3.11 rewrites the code of this loop for speed only after eight calls of it. For the same
reason each round has the function anew, as each run of a program does. So there is no progress to be told on the
way; an event loop, where workers have to let each other in, gets it in blocks.
"""
from types import FunctionType

from . import share_of

BLOCK = 1000000


def share(group, toolbox, primitive):
    global count_down
    count_down = as_new(count_down)


def work(context):
    own = share_of(context.parameters.n, context.worker, context.workers)
    count_down(own)
    context.report(own)
    return own


def steps(context):
    own = share_of(context.parameters.n, context.worker, context.workers)
    counted = 0
    while counted < own:
        block = min(BLOCK, own - counted)
        count_down(block)
        counted += block
        context.report(counted)
        yield 0
    return counted


def count_down(n):
    """The unit's loop."""
    while n > 0:
        n -= 1


def as_new(function):
    """The same function, with nothing of what the interpreter has learnt of it."""
    return FunctionType(function.__code__.replace(), function.__globals__, function.__name__)
