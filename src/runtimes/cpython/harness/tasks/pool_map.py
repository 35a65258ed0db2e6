"""A pool of workers and somebody who gives it work: ``map``, ``apply``, ``apply_async`` (rows 19, 20, 26, 27)."""
from concurrent.futures import ThreadPoolExecutor
from functools import partial

UNIT_VALUES = (5, 2, 55, 4)


class ItemError(Exception):
    """An item cannot be computed."""


def share(group, toolbox, primitive):
    """The pool, started before the clock; a process pool has its workers at once, an executor when it needs them."""
    if toolbox.lives_in_process:
        there = toolbox.Semaphore(0)
        pool = toolbox.context.Pool(group.workers, tell_of, (there,))
        for _ in range(group.workers):
            there.acquire()
        return pool
    return ThreadPoolExecutor(group.workers)


def tell_of(there):
    there.release()


def work(context):
    parameters, pool = context.parameters, context.shared
    task = partial(compute, parameters)
    items = range(parameters.items)
    if context.group.fabric == 'PROCESS_POOL':
        outcomes = call_pool(pool, task, items, parameters)
    else:
        outcomes = call_executor(pool, task, items, parameters)
    results, threw = [], []
    for item, (result, failed) in zip(items, outcomes):
        results.append(result)
        if failed:
            threw.append(item)
    context.report(parameters.items)
    return {'handled': 0, 'threw': threw, 'results': results}


def call_pool(pool, task, items, parameters):
    """As multiprocessing.Pool is called."""
    if parameters.call == 'MAP':
        return pool.map(task, items, parameters.chunk or None)
    if parameters.call == 'APPLY':
        return [pool.apply(task, (item,)) for item in items]
    return [pending.get() for pending in [pool.apply_async(task, (item,)) for item in items]]


def call_executor(executor, task, items, parameters):
    """As an executor of concurrent.futures is called."""
    if parameters.call == 'MAP':
        return list(executor.map(task, items))
    if parameters.call == 'APPLY':
        return [executor.submit(task, item).result() for item in items]
    return [pending.result() for pending in [executor.submit(task, item) for item in items]]


def compute(parameters, item):
    """The result, and whether it failed: a failure names its item, where an exception would end the whole map."""
    try:
        return apply_to(parameters, item), False
    except ItemError:
        return 0, True


def apply_to(parameters, item):
    if item == parameters.failAt:
        raise ItemError(item)
    value = UNIT_VALUES[item % len(UNIT_VALUES)] if parameters.values == 'UNIT' else parameters.first + item
    return value * value if parameters.apply == 'SQUARE' else 2 * value


def settle(group, reports):
    """The pool's own workers report nothing; the caller's results are what the round left."""
    group.results = reports[-1].pop('results')
    if group.fabric == 'PROCESS_POOL':
        group.shared.terminate()
        group.shared.join()
    else:
        group.shared.shutdown()


def left(group, shared):
    return [None, None, group.results]
