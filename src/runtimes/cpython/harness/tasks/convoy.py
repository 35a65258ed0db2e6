"""One that waits a lot among those that compute: how late does it get its turn? (claim 2)"""
from time import monotonic_ns

from .countdown import count_down

NS_PER_MS = 1e6
WAIT_MS = 1
# Steps between two looks at the clock: some ten microseconds.
BURN_STEPS = 256


def share(group, toolbox, primitive):
    # 1 once worker 0 is done.
    return toolbox.words(1)


def steps(context):
    parameters, over = context.parameters, context.shared.values
    if context.worker > 0:
        bursts = 0
        while over[0] == 0:
            end = monotonic_ns() + parameters.burstMs * 1000000
            while monotonic_ns() < end:
                count_down(BURN_STEPS)
            bursts += 1
            yield 0
        return {'kind': 'burner', 'bursts': bursts}
    late = []
    for done in range(parameters.responses):
        before = monotonic_ns()
        yield WAIT_MS
        late.append((monotonic_ns() - before) / NS_PER_MS - WAIT_MS)
        context.report(done + 1)
    over[0] = 1
    late.sort()
    return {
        'kind': 'waiter',
        'responses': parameters.responses,
        'lateP50Ms': late[(parameters.responses - 1) // 2],
        'lateMaxMs': late[-1],
    }


def left(group, shared):
    return [shared.to_list()]
