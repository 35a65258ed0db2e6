"""Waiting without using the processor (rows 2, 13, 23)."""
from time import monotonic_ns

NS_PER_MS = 1e6


def steps(context):
    milliseconds, times = context.parameters.milliseconds, context.parameters.times
    shortest = float('inf')
    for done in range(1, times + 1):
        before = monotonic_ns()
        yield milliseconds
        shortest = min(shortest, monotonic_ns() - before)
        context.report(done)
    return {'waits': times, 'shortestMs': shortest / NS_PER_MS}
