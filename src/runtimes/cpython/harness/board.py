"""
The board: a file that all workers map into their memory and the host reads now and then. To write on it is one
store, without a lock, a call to the system or a message: it may be done where the clock runs. The host makes it,
and clears it before each round.

64-bit words, a line of 8 for each slot (a worker of any group), then a line for each lock:

    slot   0 state   1 units of work done   2 lock that it sleeps for, from 1   3 sleeps so far   4 start, in ns
    lock   0 slot of its owner, from 1
"""
import mmap

WORD_BYTES = 8
LINE = 8
SLOTS = 72
LOCKS = 128
SIZE = (SLOTS + LOCKS) * LINE * WORD_BYTES

NEW, READY, RUNNING, RESTING, DONE, THREW = range(6)

STATE, UNITS, WANTS, SLEEPS, STARTED = range(5)


class Board:
    """Pickled as its path, so that a spawned process maps the same file."""

    def __init__(self, path):
        self.path = path
        with open(path, 'r+b') as file:
            self._map = mmap.mmap(file.fileno(), SIZE)
        self.words = memoryview(self._map).cast('q')

    def __reduce__(self):
        return Board, (self.path,)

    def set_state(self, slot, state):
        self.words[slot * LINE + STATE] = state

    def set_units(self, slot, units):
        self.words[slot * LINE + UNITS] = units

    def set_started(self, slot, nanoseconds):
        self.words[slot * LINE + STARTED] = nanoseconds

    def started(self, slot):
        """0 before it has."""
        return self.words[slot * LINE + STARTED]


class WatchedLock:
    """A lock whose owner and waiters stand on the board, so that the host sees who waits for whom."""

    def __init__(self, lock, index):
        self._lock = lock
        self._index = index

    def acquire(self, context):
        words, line = context.board.words, context.slot * LINE
        if not self._lock.acquire(False):
            words[line + SLEEPS] += 1
            words[line + WANTS] = self._index + 1
            self._lock.acquire()
            words[line + WANTS] = 0
        words[self._owner] = context.slot + 1

    def release(self, context, is_last=True):
        """``is_last``: whether this gives the lock away, where it was taken several times."""
        if is_last:
            context.board.words[self._owner] = 0
        self._lock.release()

    @property
    def _owner(self):
        return (SLOTS + self._index) * LINE
