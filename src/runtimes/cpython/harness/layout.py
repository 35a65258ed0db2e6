"""
Where a member's frames, its stack and its numbers lie.

By that alone CPython takes up to 4 % more or less for the same loop, and as it is the same in every round, no
repetition would tell: a serial run would seem faster than a thread, or a program with one line more. So each member
of each round is called somewhere else, and what a run is told is the median over that.
(Mytkowicz and others, Producing Wrong Data Without Doing Anything Obviously Wrong!, ASPLOS 2009; Curtsinger and
Berger, Stabilizer, ASPLOS 2013.)
"""
from os import urandom

FRAMES = 16
CALLS_THROUGH_C = 4
NUMBERS = 4


def somewhere():
    """A layout, by chance."""
    return tuple(byte % count for byte, count in zip(urandom(3), (FRAMES, CALLS_THROUGH_C, NUMBERS)))


def call_at(layout, function, args):
    """
    Calls it with that many frames and calls through C (which take space of the stack) in between, and that many
    numbers allocated.
    """
    frames, calls_through_c, numbers = layout
    kept = [int(str(1000000)) for _ in range(numbers)]
    _call_through_c(calls_through_c, frames, function, args)
    kept.clear()


def _call_through_c(depth, frames, function, args):
    if depth > 0:
        _call_through_c(*(depth - 1, frames, function, args))
    else:
        _call_deeply(frames, function, args)


def _call_deeply(depth, function, args):
    if depth > 0:
        _call_deeply(depth - 1, function, args)
    else:
        function(*args)
