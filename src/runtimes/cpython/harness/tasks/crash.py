"""One worker crashes: what becomes of the others, and of the program? (claim 9)"""
import os
import signal
import sys

EXIT_CODE = 3


def steps(context):
    parameters = context.parameters
    is_victim = context.worker == min(parameters.worker, context.workers - 1)
    count = parameters.afterMs if is_victim else 2 * parameters.afterMs
    for done in range(1, count + 1):
        yield 1
        context.report(done)
    if is_victim:
        crash_now(parameters.how)
    return count


def crash_now(how):
    if how == 'THROW':
        raise RuntimeError('This worker was asked to crash.')
    if how == 'ABORT':
        os.abort()
    if how == 'KILL':
        os.kill(os.getpid(), signal.SIGKILL)
    if how == 'EXIT':
        sys.exit(EXIT_CODE)
