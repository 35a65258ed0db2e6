"""CPython's own way to the same place: forks workers that meet at a barrier. Prints milliseconds.

fork.py WORKERS
"""

import multiprocessing
import sys
import time


def meet(barrier):
    barrier.wait()


def main():
    workers = int(sys.argv[1])
    context = multiprocessing.get_context('fork')
    began = time.perf_counter_ns()
    barrier = context.Barrier(workers + 1)
    processes = [context.Process(target=meet, args=(barrier,)) for _ in range(workers)]
    for process in processes:
        process.start()
    barrier.wait()
    print((time.perf_counter_ns() - began) / 1e6)
    for process in processes:
        process.join()


main()
