"""What it costs to have a worker at all: started, heard of, and joined (claim 8)."""
import multiprocessing
import threading
from time import monotonic_ns

from ..memory import memory_of

NS_PER_MS = 1e6


def steps(context):
    costs = []
    start = start_thread if context.parameters.what == 'THREAD' else start_process
    for done in range(1, context.parameters.count + 1):
        costs.append(start(context.group.start_method))
        context.report(done)
        yield 0
    return costs


def report(costs):
    return {
        'startMs': median(start for start, _ in costs),
        'rssBytes': median(memory for _, memory in costs),
        'starts': len(costs),
    }


def start_thread(_):
    """A thread lives in this process's memory: what it takes is what the process grows by."""
    before, heard = private_bytes(), []
    there = threading.Event()

    def say():
        heard.append(private_bytes())
        there.set()

    started = monotonic_ns()
    thread = threading.Thread(target=say)
    thread.start()
    there.wait()
    spent = monotonic_ns() - started
    thread.join()
    return spent / NS_PER_MS, max(0, heard[0] - before)


def start_process(start_method):
    context = multiprocessing.get_context(start_method)
    ours, theirs = context.Pipe()
    started = monotonic_ns()
    process = context.Process(target=say_in_process, args=(theirs,))
    process.start()
    memory = ours.recv()
    spent = monotonic_ns() - started
    process.join()
    return spent / NS_PER_MS, memory


def say_in_process(connection):
    connection.send(private_bytes())


def private_bytes():
    """What this process alone takes: a copy made by fork shares the rest with its parent until it writes on it."""
    memory = memory_of('self')
    if memory is not None:
        return memory['Private_Clean'] + memory['Private_Dirty']
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def median(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
