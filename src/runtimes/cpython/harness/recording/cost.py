"""
What recording costs in this interpreter: the same loop over a lock that nobody else wants, plain and recorded, in
turns, taken as the tasks take it: ``with`` costs less than two calls where it is Python's own, and more where it
is recorded. It is the dearest case in relation to what it records.
"""
from contextvars import copy_context
from threading import Lock
from time import monotonic_ns

from . import blocking
from .facts import LINE_WORDS, Facts
from .here import METERS
from .meter import Meter
from .ring import Ring

TURNS = 9
TIMES = 2000
SPANS = 1024


def ns_per_operation(described):
    """Nanoseconds for each; some 20 ms. ``described``: as the host describes the facts of the run."""
    return copy_context().run(_measure, described)


def _measure(described):
    facts = _facts_of_one(described)
    METERS.set({0: Meter(facts, 0, 0, Ring(facts, 0) if facts.is_traced else None)})
    plain, recorded = Lock(), blocking.Lock(Lock(), 0)
    differences = sorted(-_time_of(plain) + _time_of(recorded) for _ in range(TURNS))
    return max(0, differences[TURNS // 2])


def _facts_of_one(described):
    """One part, one worker, in memory that nobody else sees."""
    spans = SPANS if described['spans'] > 0 else 0
    meters = 3 * LINE_WORDS
    rings = meters + described['meterWords']
    words = rings + LINE_WORDS + 6 * spans
    places = {'partsWord': LINE_WORDS, 'slotsWord': 2 * LINE_WORDS, 'metersWord': meters, 'ringsWord': rings}
    return Facts(dict(described, slots=1, spans=spans, **places), bytearray(4 * words))


def _time_of(lock):
    before = monotonic_ns()
    for _ in range(TIMES):
        with lock:
            pass
    return (monotonic_ns() - before) / TIMES
