"""The same work in CPython. Prints nanoseconds for each operation.

cpython.py KIND PART TIMES, where KIND is multiprocessing or threading
"""

import multiprocessing
import queue
import sys
import threading
import time

MESSAGE = bytes(16)


def lock(lock, times):
    for _ in range(times):
        lock.acquire()
        lock.release()


def put(channel, times):
    for _ in range(times):
        channel.put(MESSAGE)


def get(channel, times):
    for _ in range(times):
        channel.get()


def send(end, times):
    for _ in range(times):
        end.send_bytes(MESSAGE)


def receive(end, times):
    for _ in range(times):
        end.recv_bytes()


def call(end, times):
    for _ in range(times):
        end.send_bytes(MESSAGE)
        end.recv_bytes()


def answer(end, times):
    for _ in range(times):
        end.recv_bytes()
        end.send_bytes(MESSAGE)


def part(barrier, began, work, end, times):
    barrier.wait()
    began.value = time.perf_counter_ns()
    work(end, times)


class Here:
    value = 0


def main():
    kind, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    isolated = kind == 'multiprocessing'
    context = multiprocessing.get_context('fork')
    room = context if isolated else threading
    start = context.Process if isolated else threading.Thread
    if name in ('lock', 'lock2'):
        shared = room.Lock()
        works = [(lock, shared)] * (1 if name == 'lock' else 2)
        counted = len(works)
    elif name == 'queue':
        shared = context.Queue() if isolated else queue.Queue()
        works, counted = [(put, shared), (get, shared)], 1
    else:
        one, other = context.Pipe()
        works = [(send, one), (receive, other)] if name == 'pipe' else [(call, one), (answer, other)]
        counted = 1
    barrier = room.Barrier(len(works))
    marks = [context.Value('q') if isolated else Here() for _ in works]
    workers = [start(target=part, args=(barrier, mark, *work, times)) for work, mark in zip(works, marks)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ended = time.perf_counter_ns()
    print((ended - min(mark.value for mark in marks)) / (times * counted))


main()
