"""Python's own primitives, by where the workers live: one toolbox for each home, with the same names."""
import queue
import threading


class SharedWords:
    """Whole numbers that all workers see, changed under a lock of their own; they begin with 0."""

    def __init__(self, values, lock):
        self.values = values
        self.lock = lock

    def add(self, index, delta):
        """Returns the new value."""
        with self.lock:
            self.values[index] += delta
            return self.values[index]

    def add_inside(self, inside, most):
        """One more inside, and the most that ever were."""
        with self.lock:
            self.values[inside] += 1
            self.values[most] = max(self.values[most], self.values[inside])

    def to_list(self):
        return list(self.values)


class ThreadToolbox:
    """Workers of one process that may block: SERIAL, THREADS, THREAD_POOL."""

    lives_in_process = False
    Lock = staticmethod(threading.Lock)
    RLock = staticmethod(threading.RLock)
    Semaphore = staticmethod(threading.Semaphore)
    BoundedSemaphore = staticmethod(threading.BoundedSemaphore)
    Condition = staticmethod(threading.Condition)
    Event = staticmethod(threading.Event)
    Barrier = staticmethod(threading.Barrier)
    Queue = staticmethod(queue.Queue)

    def Pipe(self):
        # Python has one pipe, and that works within a process too.
        from multiprocessing import Pipe

        return Pipe()

    def words(self, count):
        return SharedWords([0] * count, threading.Lock())


class ProcessToolbox:
    """Workers in processes of their own: PROCESSES, PROCESS_POOL."""

    lives_in_process = True

    def __init__(self, context):
        self.context = context
        for name in (
            'Lock RLock Semaphore BoundedSemaphore Condition Event Barrier Queue Pipe Value Array RawValue RawArray'
        ).split():
            setattr(self, name, getattr(context, name))

    def words(self, count):
        return SharedWords(self.context.RawArray('q', count), self.context.Lock())


class LoopToolbox:
    """Workers on one event loop: ASYNC. To be made, and used, while the loop runs."""

    lives_in_process = False

    def __init__(self):
        import asyncio

        for name in 'Lock Semaphore BoundedSemaphore Condition Event Queue'.split():
            setattr(self, name, getattr(asyncio, name))

    def words(self, count):
        return SharedWords([0] * count, threading.Lock())


def make_primitive(toolbox, group):
    """What the experiment chose; None for NONE."""
    name, options = group.primitive, group.options
    if name in ('SEMAPHORE', 'BOUNDED_SEMAPHORE'):
        kind = toolbox.Semaphore if name == 'SEMAPHORE' else toolbox.BoundedSemaphore
        return kind(options['permits'])
    if name == 'BARRIER':
        return toolbox.Barrier(group.workers)
    if name == 'QUEUE':
        return toolbox.Queue(options['capacity'])
    makers = {'LOCK': 'Lock', 'RLOCK': 'RLock', 'CONDITION': 'Condition', 'EVENT': 'Event', 'PIPE': 'Pipe'}
    return getattr(toolbox, makers[name])() if name in makers else None


def state_of(group):
    """How the round left what the experiment chose: an event's flag, a semaphore's permits; None of others."""
    if group.primitive == 'EVENT':
        return group.made.is_set()
    if group.primitive not in ('SEMAPHORE', 'BOUNDED_SEMAPHORE'):
        return None
    # Where it is recorded, it is in something that does.
    semaphore = getattr(group.made, 'primitive', group.made)
    if group.fabric == 'ASYNC':
        # To take one there takes a loop, and the loop is over.
        return semaphore._value
    permits = 0
    while semaphore.acquire(False):
        permits += 1
    return permits
