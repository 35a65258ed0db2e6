"""
A toolbox whose primitives are recorded. What a group makes is numbered as the catalogue's resources are: what the
experiment chose first, then what the task makes for itself, in the same order. What a task makes for its own
bookkeeping only (`words`, and arrays without a lock) nobody records.
"""
from . import blocking, loop
from .ends import End


class RecordingToolbox:
    """``first_parts``: of each resource its first part, None where it has none. A toolbox is for one round."""

    def __init__(self, toolbox, first_parts, facts):
        self._toolbox = toolbox
        self._facts = facts
        self._chosen, *own = first_parts
        self._own = [part for part in own if part is not None]
        self._has_chosen = self._chosen is None
        self._kinds = blocking if hasattr(toolbox, 'Barrier') else loop
        # Of those without a lock, and of the bookkeeping.
        self.lives_in_process = toolbox.lives_in_process
        self.words = toolbox.words
        for name in ('RawValue', 'RawArray', 'context'):
            if hasattr(toolbox, name):
                setattr(self, name, getattr(toolbox, name))

    def Lock(self):
        return self._kinds.Lock(self._toolbox.Lock(), self._next())

    def RLock(self):
        return self._kinds.RLock(self._toolbox.RLock(), self._next())

    def Semaphore(self, permits):
        return self._kinds.Semaphore(self._toolbox.Semaphore(permits), self._next())

    def BoundedSemaphore(self, permits):
        return self._kinds.Semaphore(self._toolbox.BoundedSemaphore(permits), self._next())

    def Condition(self):
        part = self._next(parts=2)
        lock = self._kinds.RLock(self._toolbox.RLock(), part + 1)
        return self._kinds.Condition(self._toolbox.Condition(lock), part)

    def Event(self):
        return self._kinds.Event(self._toolbox.Event(), self._next())

    def Barrier(self, parties):
        return self._kinds.Barrier(self._toolbox.Barrier(parties), self._next())

    def Queue(self, capacity=0):
        return self._kinds.Queue(self._toolbox.Queue(capacity), self._next(parts=2), self._facts.is_traced)

    def Pipe(self):
        part = self._next(parts=2)
        return tuple(End(connection, part, end) for end, connection in enumerate(self._toolbox.Pipe()))

    def Value(self, kind, *values):
        return self._toolbox.Value(kind, *values, lock=self._guard())

    def Array(self, kind, values):
        return self._toolbox.Array(kind, values, lock=self._guard())

    def _guard(self):
        return self._kinds.RLock(self._toolbox.RLock(), self._next())

    def _next(self, parts=1):
        """The first part of what is made now."""
        part = self._own.pop(0) if self._has_chosen else self._chosen
        self._has_chosen = True
        for each in range(part, part + parts):
            self._facts.set_made(each)
        return part
