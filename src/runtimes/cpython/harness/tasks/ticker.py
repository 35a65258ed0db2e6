"""Workers that go on until they are told to stop: by a flag they look at, never by force (rows 9 and 25)."""
from time import monotonic_ns

NS_PER_MS = 1e6


class Shared:
    def __init__(self, stop, set_at):
        self.stop = stop
        self.set_at = set_at


def share(group, toolbox, primitive):
    return Shared(toolbox.Event(), toolbox.words(1))


def steps(context):
    parameters, shared = context.parameters, context.shared
    if context.worker == 0:
        yield parameters.stopAfterMs
        shared.set_at.values[0] = monotonic_ns()
        shared.stop.set()
        return {'ticks': None}
    started, ticks = monotonic_ns(), 0
    while not shared.stop.is_set():
        ticks += 1
        context.report(ticks)
        yield parameters.periodMs
    now = monotonic_ns()
    return {
        'ticks': ticks,
        'stopLatencyMs': (now - shared.set_at.values[0]) / NS_PER_MS,
        'ranMs': (now - started) / NS_PER_MS,
    }
