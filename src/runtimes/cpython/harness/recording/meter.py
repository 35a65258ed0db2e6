"""
How one worker used one part of a primitive in one round. It counts in memory of its own, and hands over what it
has when the clock has stopped. Only where there is a trace, what it waits for and holds right now stands in the
facts all the time: of a worker that is stuck that is what one wants to know.

Unlike the lab's own meter it times every operation: beside a call in Python a look at the clock is cheap.
"""
from array import array
from time import monotonic_ns

from .ring import WAITED

STEP_BITS = 4
STEPS = 1 << STEP_BITS


def bucket_of(ns, buckets):
    """As src/primitives/recording/histogram.ts: each power of two in 16 equal steps. What is too long is the last."""
    if ns < STEPS:
        return max(0, ns)
    above = ns.bit_length() - 1 - STEP_BITS
    bucket = above * STEPS + (ns >> above)
    return bucket if bucket < buckets else buckets - 1


class Meter:
    def __init__(self, facts, part, slot, ring):
        described = facts.described
        self._facts = facts
        self._layout = described['meter']
        self._part = part
        self._slot = slot
        self._slots = described['slots']
        self._ring = ring
        self._kinds = described['kinds']
        self._words = facts.words
        self._floats = facts.floats
        self._index = facts.meter_word(part, slot)
        self._waiting_since_word = (self._index + self._layout['waitingSince']) // 2
        self._holding_since_word = (self._index + self._layout['holdingSince']) // 2
        self._operations_word = self._index + self._layout['operations']
        self._owner_word = facts.owner_word(part)
        self._me = slot + 1
        self._buckets = described['buckets']
        self._waits = [0] * self._buckets
        self._holds = [0] * self._buckets
        self._most_depths = described['depths']
        self._depths = []
        self._depth_every = self._depth_due = 0
        self._waiting_since = self._holding_since = 0
        self._contended = self._given_up = self._switches = self._longest_streak = self._before_streak = 0
        self._longest_wait = self._longest_hold = self._waited = self._held = 0
        self.operations = 0
        # How often it has it now: a lock that its owner may take again, permits.
        self.inside = 0

    def entered(self, is_alone):
        """It is had, by nobody else where ``is_alone``. What follows until ``left`` is a hold."""
        self.operations += 1
        now = self._end_wait('WAIT', 0, 0) if self._waiting_since else monotonic_ns()
        self._holding_since = now
        if self._ring is not None:
            # And that it was used at all: nobody reads a meter that was not.
            self._words[self._operations_word] = self.operations
            self._floats[self._holding_since_word] = now
        if is_alone and self._words[self._owner_word] != self._me:
            self._take_over()

    def left(self):
        """It is about to be let go."""
        since = self._holding_since
        if since == 0:
            return
        now = monotonic_ns()
        held = now - since
        self._holds[bucket_of(held, self._buckets)] += 1
        self._held += held
        if held > self._longest_hold:
            self._longest_hold = held
        self._holding_since = 0
        if self._ring is not None:
            self._floats[self._holding_since_word] = 0
            self._write('HOLD', 0, 0, since, now)

    def passed(self, kind, flags=0, number=0, began=0):
        """
        It is done, and there is nothing to hold. ``began``: what ``begins`` answered; 0 where only its wait is
        worth a span. Returns when.
        """
        self.operations += 1
        if self._waiting_since:
            return self._end_wait(kind, flags, number)
        now = monotonic_ns()
        if began:
            self._write(kind, flags, number, began, now)
        return now

    def begins(self):
        """For a span of something that may take no wait. Returns when, where there is a trace; else 0."""
        return 0 if self._ring is None else monotonic_ns()

    def next_number(self):
        """For a message of this worker: no other has the same in this round."""
        return self.operations * self._slots + self._slot

    def waits(self):
        """
        A try was in vain. A wait begins with the first one, whether the worker sleeps now or tries again later, and
        ends when it is had, or given up.
        """
        if self._waiting_since:
            return
        self._waiting_since = monotonic_ns()
        if self._ring is not None:
            self._floats[self._waiting_since_word] = self._waiting_since

    def gave_up(self):
        """The wait is over, in vain."""
        if self._waiting_since:
            self._given_up += 1
            self._leave_wait('WAIT', 0, 0)

    def never_waited(self):
        """It was no wait after all."""
        self._waiting_since = 0
        if self._ring is not None:
            self._floats[self._waiting_since_word] = 0

    def depth(self, now, count):
        """How many are in it now, a function. Samples stay few: when they are full, every second one goes."""
        if now < self._depth_due:
            return
        samples = self._depths
        if len(samples) == self._most_depths:
            del samples[1::2]
            self._depth_every = (now - samples[0][0]) // len(samples)
        samples.append((now, count()))
        self._depth_due = now + self._depth_every

    def hand_over(self):
        """Writes what it has into the facts. When the clock has stopped: it may be some work."""
        if self.operations == self._given_up == self._waiting_since == 0:
            return
        counts = {
            'operations': self.operations,
            'contended': self._contended,
            'givenUp': self._given_up,
            'longestStreak': self._longest_streak,
            'beforeStreak': self._before_streak,
            'switches': self._switches,
            'depths': len(self._depths),
        }
        for name, count in counts.items():
            self._words[self._index + self._layout[name]] = count
        times = {
            'longestWait': self._longest_wait,
            'longestHold': self._longest_hold,
            'waited': self._waited,
            'held': self._held,
            'waitingSince': self._waiting_since,
            'holdingSince': self._holding_since,
        }
        for name, nanoseconds in times.items():
            self._floats[(self._index + self._layout[name]) // 2] = nanoseconds
        for name, histogram in (('waits', self._waits), ('holds', self._holds)):
            first = self._index + self._layout[name]
            self._words[first:first + len(histogram)] = array('i', histogram)
        first = (self._index + self._layout['depthSamples']) // 2
        for sample, (at, count) in enumerate(self._depths):
            self._floats[first + 2 * sample] = at
            self._floats[first + 2 * sample + 1] = count

    def _take_over(self):
        words = self._words
        if words[self._owner_word]:
            self._switches += 1
        words[self._owner_word] = self._me
        before = self.operations - 1
        self._longest_streak = max(self._longest_streak, before - self._before_streak)
        self._before_streak = before

    def _end_wait(self, kind, flags, number):
        since = self._waiting_since
        now = self._leave_wait(kind, flags, number)
        waited = now - since
        self._contended += 1
        self._waits[bucket_of(waited, self._buckets)] += 1
        self._waited += waited
        self._longest_wait = max(self._longest_wait, waited)
        return now

    def _leave_wait(self, kind, flags, number):
        now = monotonic_ns()
        if self._ring is not None:
            self._write(kind, flags | WAITED, number, self._waiting_since, now)
        self.never_waited()
        return now

    def _write(self, kind, flags, number, began, ended):
        self._ring.write(self._kinds[kind], flags, self._part, number, began, ended)
