"""The unit's countdown as anybody writes it (rows 4 to 6): ``WAY N`` prints the milliseconds that it took."""
import sys
import time
from multiprocessing import get_context
from threading import Thread


def countdown(n):
    while n > 0:
        n -= 1


def in_twos(make, n):
    workers = [make(target=countdown, args=(n // 2,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


WAYS = {
    'SERIAL': countdown,
    'THREADS': lambda n: in_twos(Thread, n),
    'PROCESSES': lambda n: in_twos(get_context('fork').Process, n),
}

if __name__ == '__main__':
    way, n = WAYS[sys.argv[1]], int(sys.argv[2])
    start = time.perf_counter()
    way(n)
    print((time.perf_counter() - start) * 1000)
