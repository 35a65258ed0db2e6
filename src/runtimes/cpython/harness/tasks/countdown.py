"""Counting down to zero: the unit's processor work (rows 4 to 6)."""
from . import share_of

BLOCK = 1000000


def steps(context):
    share = share_of(context.parameters.n, context.worker, context.workers)
    counted = 0
    while counted < share:
        block = min(BLOCK, share - counted)
        counted += block - count_down(block)
        context.report(counted)
        yield 0
    return counted


def count_down(n):
    """The unit's loop."""
    while n > 0:
        n -= 1
    return n
