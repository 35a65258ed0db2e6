"""
Who is at work here: the meters of the worker whose part this thread, or this task of an event loop, plays. One
variable for all fabrics, since each thread has its own, and each task as well.
"""
from contextvars import ContextVar


class _Unused:
    """The meter of who is no worker."""

    operations = inside = 0

    def _note(self, *_):
        return 0

    entered = left = passed = begins = waits = gave_up = never_waited = depth = next_number = _note


class _Nobody:
    """The stage looks at what a round left, when all workers are through. Nobody notes that."""

    def __getitem__(self, part):
        return _Unused()


# A worker's meters, by part.
METERS = ContextVar('meters', default=_Nobody())
