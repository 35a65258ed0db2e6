"""
Python's primitives of threads and processes, which tell the meter of who uses them how. They behave as the ones
within. Each tries without waiting first: only when that was in vain, the use was contended.
"""
import threading
from queue import Empty, Full

from .here import METERS


class Recorded:
    """Pickled as its primitive and its parts: a spawned process has the same ones."""

    def __init__(self, primitive, part):
        self.primitive = primitive
        self._part = part

    def __reduce__(self):
        return type(self), (self.primitive, self._part)


class Lock(Recorded):
    is_alone = True

    def __init__(self, primitive, part):
        super().__init__(primitive, part)
        self._acquire, self._release = primitive.acquire, primitive.release

    def acquire(self, blocking=True, timeout=None):
        return self._acquire_for(METERS.get()[self._part], blocking, timeout)

    def release(self, *_):
        METERS.get()[self._part].left()
        self._release()

    # One call less in each `with`; whoever overrides them says so again.
    __enter__, __exit__ = acquire, release

    def _acquire_for(self, meter, blocking, timeout):
        if self._acquire(False):
            meter.entered(self.is_alone)
            return True
        meter.waits()
        if not blocking:
            return False
        if self._acquire() if timeout is None else self._acquire(True, timeout):
            meter.entered(self.is_alone)
            return True
        meter.gave_up()
        return False


class Repeatable(Lock):
    """What a worker may have several times at once: it is held from the first time to the last release."""

    def acquire(self, blocking=True, timeout=None):
        meter = METERS.get()[self._part]
        acquire = self._acquire_again if meter.inside else self._acquire_for
        is_in = acquire(meter, blocking, timeout)
        if is_in:
            meter.inside += 1
        return is_in

    def release(self, *_):
        meter = METERS.get()[self._part]
        if meter.inside == 1:
            meter.left()
        self._release()
        meter.inside = max(0, meter.inside - 1)

    __enter__, __exit__ = acquire, release


class RLock(Repeatable):
    """What is hidden of it, conditions use."""

    def _acquire_again(self, *_):
        return self._acquire()

    @property
    def _semlock(self):
        return self.primitive._semlock

    def _is_owned(self):
        return self.primitive._is_owned()

    def _release_save(self):
        times = METERS.get()[self._part].inside
        for _ in range(times):
            self.release()
        return times

    def _acquire_restore(self, times):
        for _ in range(times):
            self.acquire()


class Semaphore(Repeatable):
    """Its permits have no owner."""

    is_alone = False

    def _acquire_again(self, meter, blocking, timeout):
        if not self._acquire(False):
            meter.waits()
            if not blocking:
                return False
            if not (self._acquire() if timeout is None else self._acquire(True, timeout)):
                meter.gave_up()
                return False
        meter.passed('WAIT')
        return True


class Condition(Recorded):
    """Its lock is one that is recorded by itself: a wait gives it up and takes it again, which counts there too."""

    def __init__(self, primitive, part):
        super().__init__(primitive, part)
        self.acquire, self.release = primitive.acquire, primitive.release
        self.notify, self.notify_all = primitive.notify, primitive.notify_all

    def __enter__(self):
        return self.primitive.__enter__()

    def __exit__(self, *problem):
        return self.primitive.__exit__(*problem)

    def wait(self, timeout=None):
        meter = METERS.get()[self._part]
        meter.waits()
        was_notified = self.primitive.wait(timeout)
        if was_notified:
            meter.passed('WAIT')
        else:
            meter.gave_up()
        return was_notified

    def wait_for(self, predicate, timeout=None):
        # It only waits, again and again.
        return threading.Condition.wait_for(self, predicate, timeout)


class Event(Recorded):
    def __init__(self, primitive, part):
        super().__init__(primitive, part)
        self.is_set, self.set, self.clear = primitive.is_set, primitive.set, primitive.clear

    def wait(self, timeout=None):
        meter = METERS.get()[self._part]
        is_set = self.primitive.is_set()
        if not is_set:
            meter.waits()
            is_set = self.primitive.wait(timeout)
        if is_set:
            meter.passed('WAIT')
        else:
            meter.gave_up()
        return is_set


class Barrier(Recorded):
    def wait(self, timeout=None):
        meter = METERS.get()[self._part]
        meter.waits()
        try:
            arrival = self.primitive.wait(timeout)
        except threading.BrokenBarrierError:
            meter.gave_up()
            raise
        if arrival == self.primitive.parties - 1:
            # Whoever comes last lets the others go on.
            meter.never_waited()
        meter.passed('WAIT')
        return arrival


class Queue(Recorded):
    """
    Puts are one part, gets the next one. Where there is a trace, each message takes its number along, so that it
    can be told which get had which put.
    """

    def __init__(self, primitive, part, is_numbered):
        super().__init__(primitive, part)
        self._is_numbered = is_numbered
        self._put, self._get, self.qsize = primitive.put, primitive.get, primitive.qsize

    def __reduce__(self):
        return type(self), (self.primitive, self._part, self._is_numbered)

    def put(self, message, block=True, timeout=None):
        meter = METERS.get()[self._part]
        began, number = meter.begins(), 0
        if self._is_numbered:
            number = meter.next_number()
            message = number, message
        try:
            self._put(message, False)
        except Full:
            meter.waits()
            if not block:
                raise
            self._in_the_end(meter, Full, self._put, message, True, timeout)
        meter.depth(meter.passed('PUT', 0, number, began), self.qsize)

    def get(self, block=True, timeout=None):
        meter = METERS.get()[self._part + 1]
        began, number = meter.begins(), 0
        try:
            message = self._get(False)
        except Empty:
            meter.waits()
            if not block:
                raise
            message = self._in_the_end(meter, Empty, self._get, True, timeout)
        if self._is_numbered:
            number, message = message
        meter.depth(meter.passed('GET', 0, number, began), self.qsize)
        return message

    @staticmethod
    def _in_the_end(meter, in_vain, call, *arguments):
        try:
            return call(*arguments)
        except in_vain:
            meter.gave_up()
            raise
