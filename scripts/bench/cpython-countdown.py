"""
The unit's countdown as anybody writes it (rows 4 to 6): ``WAY N DEPTH`` prints the milliseconds that it took.

In one piece it is a thread's as well: that is what the lab's are, and how long CPython takes for this very loop
depends on where its frames and its code happen to lie. By that alone, runs of the same program were seen to differ
by 15 %. So it is called by that many functions in between, another number in every round.
"""
import sys
import time
from multiprocessing import get_context
from threading import Thread


def countdown(n):
    while n > 0:
        n -= 1


def call_deeply(depth, n):
    if depth > 0:
        call_deeply(depth - 1, n)
    else:
        countdown(n)


def split(make, count, n, depth):
    workers = [make(target=call_deeply, args=(depth, n // count)) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


WAYS = {
    'SERIAL': (Thread, 1),
    'THREADS': (Thread, 2),
    'PROCESSES': (get_context('fork').Process, 2),
}

if __name__ == '__main__':
    way, n, depth = WAYS[sys.argv[1]], int(sys.argv[2]), int(sys.argv[3])
    start = time.perf_counter()
    split(*way, n, depth)
    print((time.perf_counter() - start) * 1000)
