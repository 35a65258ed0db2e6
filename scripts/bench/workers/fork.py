"""CPython's own way to the same place: forks workers that meet at a barrier. Prints milliseconds, the median.

fork.py WORKERS TIMES
"""

import multiprocessing
import statistics
import sys
import time


def meet(barrier):
    barrier.wait()


def start(workers):
    context = multiprocessing.get_context('fork')
    began = time.perf_counter_ns()
    barrier = context.Barrier(workers + 1)
    processes = [context.Process(target=meet, args=(barrier,)) for _ in range(workers)]
    for process in processes:
        process.start()
    barrier.wait()
    ended = time.perf_counter_ns()
    for process in processes:
        process.join()
    return (ended - began) / 1e6


def main():
    workers, times = int(sys.argv[1]), int(sys.argv[2])
    print(statistics.median(start(workers) for _ in range(times)))


main()
