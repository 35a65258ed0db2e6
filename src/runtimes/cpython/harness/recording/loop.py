"""
asyncio's primitives, which tell the meter of who uses them how. On an event loop to wait is to let others run: a
use was contended when its coroutine did.
"""
from .blocking import Recorded
from .here import METERS


class Watched:
    """To be awaited instead of a coroutine: it tells the meter when that waits."""

    def __init__(self, coroutine, meter):
        self._coroutine = coroutine
        self._meter = meter

    def __await__(self):
        steps = self._coroutine.__await__()
        go_on, given = next, steps
        while True:
            try:
                future = go_on(given)
            except StopIteration as end:
                return end.value
            self._meter.waits()
            try:
                yield future
                go_on, given = next, steps
            except BaseException as error:
                # Cancelled, or failed: what to do about it is the coroutine's affair.
                go_on, given = steps.throw, error


class Lock(Recorded):
    is_alone = True

    async def acquire(self):
        meter = METERS.get()[self._part]
        await Watched(self.primitive.acquire(), meter)
        meter.entered(self.is_alone)
        return True

    def release(self):
        METERS.get()[self._part].left()
        self.primitive.release()

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, *_):
        self.release()


class Semaphore(Lock):
    """As that of threads: held from a worker's first permit to its last."""

    is_alone = False

    async def acquire(self):
        meter = METERS.get()[self._part]
        await Watched(self.primitive.acquire(), meter)
        if meter.inside:
            meter.passed('WAIT')
        else:
            meter.entered(self.is_alone)
        meter.inside += 1
        return True

    def release(self):
        meter = METERS.get()[self._part]
        if meter.inside == 1:
            meter.left()
        self.primitive.release()
        meter.inside = max(0, meter.inside - 1)


class Event(Recorded):
    def __init__(self, primitive, part):
        super().__init__(primitive, part)
        self.is_set, self.set, self.clear = primitive.is_set, primitive.set, primitive.clear

    async def wait(self):
        meter = METERS.get()[self._part]
        await Watched(self.primitive.wait(), meter)
        meter.passed('WAIT')
        return True


class Queue(Recorded):
    """As that of threads."""

    def __init__(self, primitive, part, is_numbered):
        super().__init__(primitive, part)
        self._is_numbered = is_numbered

    async def put(self, message):
        meter = METERS.get()[self._part]
        began, number = meter.begins(), 0
        if self._is_numbered:
            number = meter.next_number()
            message = number, message
        await Watched(self.primitive.put(message), meter)
        meter.depth(meter.passed('PUT', 0, number, began), self.primitive.qsize)

    async def get(self):
        meter = METERS.get()[self._part + 1]
        began, number = meter.begins(), 0
        message = await Watched(self.primitive.get(), meter)
        if self._is_numbered:
            number, message = message
        meter.depth(meter.passed('GET', 0, number, began), self.primitive.qsize)
        return message
