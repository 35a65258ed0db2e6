"""Two locks taken in opposite order: the deadlock of every textbook (claim 12)."""
from ..board import WatchedLock


def share(group, toolbox, primitive):
    return [WatchedLock(toolbox.Lock(), group.first_lock + index) for index in range(2)]


def steps(context):
    parameters, locks = context.parameters, context.shared
    is_opposite = parameters.order == 'OPPOSITE' and context.worker % 2 == 1
    first, second = reversed(locks) if is_opposite else locks
    for done in range(1, parameters.rounds + 1):
        first.acquire(context)
        if parameters.pauseMs > 0:
            yield parameters.pauseMs
        second.acquire(context)
        second.release(context)
        first.release(context)
        context.report(done)
        yield 0
    return parameters.rounds
