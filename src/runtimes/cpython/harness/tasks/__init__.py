"""
Task kinds, one file each, named as in the catalogue with underscores. A kind has

    share(group, toolbox, primitive)   what its workers share, made fresh before a round; absent where it is nothing
    steps(context)                     one worker's part, a generator: it yields between two blocks of work, the
                                       milliseconds that it wants to sleep, or 0. What it returns is the result
    work(context)                      instead of `steps`, where the part waits for others and may block
    work_async(context)                the same on an event loop, a coroutine; `steps` serves there where it is absent
    report(result)                     what the host hears of a worker's result; the result itself where it is absent
    settle(group, reports)             completes the reports by what only all of them together can tell
    left(group, shared)                what the round left in the catalogue's shared memory, one entry for each of
                                       the task's resources

The host judges by the reports and by what was left, with the judge of the catalogue: there is none here.
"""
from importlib import import_module


def task_named(kind):
    """The module of a task kind: ``producerConsumer`` is ``producer_consumer``."""
    name = ''.join('_' + letter.lower() if letter.isupper() else letter for letter in kind)
    return import_module(__name__ + '.' + name)


def share_of(total, worker, workers):
    """The part of ``total`` that falls to one of several workers: as even as whole numbers allow."""
    return total // workers + (1 if worker < total % workers else 0)


def producers_of(workers):
    """The first half of the workers produces, the rest consumes; at least one each."""
    return max(1, workers // 2)
