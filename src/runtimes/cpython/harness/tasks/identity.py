"""Who a worker is: its process, its thread, and how many are there at once (rows 21, 22, 23)."""
import os
import threading

ACTIVE, MOST = 0, 1


def share(group, toolbox, primitive):
    return toolbox.words(2)


def steps(context):
    context.shared.add_inside(ACTIVE, MOST)
    if context.parameters.holdMs > 0:
        yield context.parameters.holdMs
    context.shared.add(ACTIVE, -1)
    context.report(1)
    return {'process': os.getpid(), 'thread': threading.get_ident()}


def left(group, shared):
    return [shared.to_list()]
