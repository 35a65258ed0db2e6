"""A worker's part that is recorded: it has meters, and a ring where there is a trace."""
from contextlib import contextmanager
from time import monotonic_ns

from ..member import Context, Part
from .here import METERS
from .meter import Meter
from .ring import Ring


class RecordedContext(Context):
    """It also notes, where there is a trace, when the worker sleeps, and when it waits for something outside."""

    ring = None

    def sleep(self, milliseconds):
        with self._span('SLEEP'):
            super().sleep(milliseconds)

    async def sleep_async(self, milliseconds):
        if milliseconds:
            with self._span('SLEEP'):
                await super().sleep_async(milliseconds)
        else:
            await super().sleep_async(0)

    def io(self, call, *arguments):
        with self._span('IO'):
            return super().io(call, *arguments)

    async def io_async(self, awaitable):
        with self._span('IO'):
            return await super().io_async(awaitable)

    @contextmanager
    def _span(self, kind):
        began = monotonic_ns()
        try:
            yield
        finally:
            if self.ring is not None:
                self.ring.write(self.group.facts.described['kinds'][kind], 0, 0, 0, began, monotonic_ns())


class RecordedPart(Part):
    def __init__(self, context):
        super().__init__(context)
        self._facts = context.group.facts
        context.ring = Ring(self._facts, context.slot) if self._facts.is_traced else None
        self._meters = {
            part: Meter(self._facts, part, context.slot, context.ring) for part in context.group.parts
        }

    def play(self):
        METERS.set(self._meters)
        super().play()

    async def play_async(self):
        METERS.set(self._meters)
        await super().play_async()

    def report(self):
        for meter in self._meters.values():
            meter.hand_over()
        return super().report()

    def _begin(self):
        started, cpu = super()._begin()
        self._facts.set_started(self.context.slot, started)
        return started, cpu

    def _end(self):
        ended = super()._end()
        self._facts.set_ended(self.context.slot, ended)
        return ended
