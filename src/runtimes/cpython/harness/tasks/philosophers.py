"""The dining philosophers: a fork between each two, and each needs two to eat (claim 12)."""
from ..board import WatchedLock


def share(group, toolbox, primitive):
    # Number w is on the left of philosopher w.
    return [WatchedLock(toolbox.Lock(), group.first_lock + index) for index in range(group.workers)]


def steps(context):
    parameters, forks = context.parameters, context.shared
    left, right = context.worker, (context.worker + 1) % context.workers
    is_left_first = parameters.order == 'NAIVE' or left < right
    first, second = (forks[left], forks[right]) if is_left_first else (forks[right], forks[left])
    for eaten in range(1, parameters.meals + 1):
        first.acquire(context)
        if parameters.pauseMs > 0:
            yield parameters.pauseMs
        second.acquire(context)
        second.release(context)
        first.release(context)
        context.report(eaten)
        yield parameters.thinkMs
    return parameters.meals
