"""A worker's part that is recorded: it has meters, and a ring where there is a trace."""
from time import monotonic_ns

from ..member import Context, Part
from .here import METERS
from .meter import Meter
from .ring import Ring


class RecordedContext(Context):
    """It also tells when the worker sleeps."""

    ring = None

    def sleep(self, milliseconds):
        began = monotonic_ns()
        super().sleep(milliseconds)
        self._note_sleep(began)

    async def sleep_async(self, milliseconds):
        began = monotonic_ns()
        await super().sleep_async(milliseconds)
        if milliseconds:
            self._note_sleep(began)

    def _note_sleep(self, began):
        if self.ring is not None:
            kind = self.group.facts.described['kinds']['SLEEP']
            self.ring.write(kind, 0, 0, 0, began, monotonic_ns())


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
