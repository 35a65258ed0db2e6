"""All wait for one event, which one of them sets (rows 33 and 39)."""
from time import monotonic_ns

NS_PER_MS = 1e6


class Shared:
    def __init__(self, event, set_at):
        self.event = event
        self.set_at = set_at


def share(group, toolbox, primitive):
    return Shared(primitive, toolbox.words(1))


def work(context):
    if context.worker == 0:
        context.sleep(context.parameters.delayMs)
        return set_it(context)
    context.shared.event.wait()
    return went_on(context)


async def work_async(context):
    if context.worker == 0:
        await context.sleep_async(context.parameters.delayMs)
        return set_it(context)
    await context.shared.event.wait()
    return went_on(context)


def set_it(context):
    context.shared.set_at.values[0] = monotonic_ns()
    context.shared.event.set()
    context.report(1)
    return {'wokeMs': None}


def went_on(context):
    woke = (monotonic_ns() - context.shared.set_at.values[0]) / NS_PER_MS
    context.report(1)
    return {'wokeMs': woke, 'isSet': context.shared.event.is_set()}
