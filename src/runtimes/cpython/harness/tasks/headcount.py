"""
How many workers compute at the same moment? Under a global interpreter lock one (claim 1).

A step is one call into C: it raises this worker's flag, looks for a while how many flags are up, which is its
work, and takes the flag down. An interpreter with a lock passes it on only between two instructions of Python, so
nobody can lose it with the flag up: who is counted in does compute.
"""
from functools import partial
from itertools import repeat
from operator import setitem

# Looks of a step: some 5 microseconds.
LOOKS = 64
# Steps between two yields.
BLOCK = 64

# In the catalogue's memory: who is computing now, and on the next line the most that ever were.
MOST = 16


class Shared:
    def __init__(self, flags, most):
        self.flags = flags
        # Of each worker, so that none needs a lock.
        self.most = most


def share(group, toolbox, primitive):
    return Shared(toolbox.words(group.workers).values, toolbox.words(group.workers).values)


def steps(context):
    flags, most, worker = context.shared.flags, context.shared.most, context.worker
    total, done = context.parameters.steps, 0
    while done < total:
        end = min(total, done + BLOCK)
        while done < end:
            most[worker] = max(most[worker], step(flags, worker))
            done += 1
        context.report(done)
        yield 0
    return done


def step(flags, worker):
    """Returns the most flags that were up meanwhile."""
    parts = (
        partial(setitem, flags, worker, 1),
        # Nothing is summed up before it is asked for, which is inside of the call.
        partial(max, map(sum, repeat(flags, LOOKS))),
        partial(setitem, flags, worker, 0),
    )
    return tuple(map(partial.__call__, parts))[1]


def left(group, shared):
    return [[sum(shared.flags)] + [0] * (MOST - 1) + [max(shared.most)]]
