"""One lock taken twice by its owner: a plain Lock waits for itself, an RLock lets its owner in (claim 12)."""
from ..board import WatchedLock


def share(group, toolbox, primitive):
    return WatchedLock(primitive, group.first_lock)


def work(context):
    depth = context.parameters.depth
    for taken in range(1, depth + 1):
        context.shared.acquire(context)
        context.report(taken)
    for taken in range(depth, 0, -1):
        context.shared.release(context, is_last=taken == 1)
    return depth
