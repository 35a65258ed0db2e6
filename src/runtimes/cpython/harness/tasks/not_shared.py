"""
An ordinary list that looks shared and is not: each process has its own (row 31, claim 11). Threads do share it,
and so this is for processes.
"""
items = []


class Shared:
    def __init__(self, lock):
        self.lock = lock


def share(group, toolbox, primitive):
    del items[:]
    return Shared(primitive)


def steps(context):
    lock = context.shared.lock
    for done in range(1, context.parameters.appends + 1):
        line = '{}:{}'.format(context.worker, done)
        if lock is None:
            items.append(line)
        else:
            with lock:
                items.append(line)
        context.report(done)
        yield 0
    return len(items)


def left(group, shared):
    return [[len(items)]]
