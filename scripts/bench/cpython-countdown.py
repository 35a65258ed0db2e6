"""
The unit's countdown as anybody writes it (rows 4 to 6): ``WAY N LAYOUT`` prints the milliseconds of processor time
that the counting took: with all that belongs to it, less the same with nothing to count. To make two processes and
to end them takes Python some 50 ms of processor time each time, and some 20 more the first time.

In one piece it is a thread's as well, for that is what the lab's are. How long CPython takes for this very loop
depends on where its frames, its stack and its numbers happen to lie: a line more that has no part in it makes it
4 % faster or slower. LAYOUT, any whole number, moves them: so many functions in between, called by Python's own
call or through C, and an int that lies somewhere else.
"""
import sys
from multiprocessing import get_context
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from threading import Thread


def countdown(n):
    while n > 0:
        n -= 1


def call_deeply(depth, n):
    if depth > 0:
        call_deeply(depth - 1, n)
    else:
        countdown(n)


def call_through_c(depth, c_depth, n):
    if c_depth > 0:
        call_through_c(*(depth, c_depth - 1, n))
    else:
        call_deeply(depth, n)


def count(layout, n):
    if layout // 4 % 2:
        n = int(str(n))
    call_through_c(layout % 15, layout % 4, n)


def split(make, workers, n, layout):
    """Returns the milliseconds of processor time that it took, from the first start to the last join."""
    before = processor_ms()
    bodies = [make(target=count, args=(layout, n // workers)) for _ in range(workers)]
    for body in bodies:
        body.start()
    for body in bodies:
        body.join()
    return processor_ms() - before


def processor_ms():
    return sum((usage.ru_utime + usage.ru_stime) * 1000 for usage in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


WAYS = {
    'SERIAL': (Thread, 1),
    'THREADS': (Thread, 2),
    'PROCESSES': (get_context('fork').Process, 2),
}

if __name__ == '__main__':
    way, n, layout = WAYS[sys.argv[1]], int(sys.argv[2]), int(sys.argv[3])
    split(*way, 0, layout)
    idle = split(*way, 0, layout)
    print(split(*way, n, layout) - idle)
