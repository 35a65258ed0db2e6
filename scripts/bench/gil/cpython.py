"""The same as `gil.ts` in CPython: one thread beside two and four, and a waiter beside 0, 1, 2 and 4."""

import platform
import statistics
import threading
import time

ROUNDS = 7
STEPS = 10_000_000
WAITS = 200


def count_down(steps):
    while steps > 0:
        steps -= 1


def wall(workers):
    threads = [threading.Thread(target=count_down, args=(STEPS // workers,)) for _ in range(workers)]
    before = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - before


def late(others):
    is_over = False

    def burn():
        while not is_over:
            pass

    threads = [threading.Thread(target=burn) for _ in range(others)]
    for thread in threads:
        thread.start()
    found = []
    for _ in range(WAITS):
        before = time.perf_counter()
        time.sleep(0.001)
        found.append((time.perf_counter() - before - 0.001) * 1000)
    is_over = True
    for thread in threads:
        thread.join()
    return statistics.median(found)


print(f"CPython {platform.python_version()}:")
for workers in (2, 4):
    # Side by side: a host that drifts, drifts for both.
    ratios = [wall(1) / wall(workers) for _ in range(ROUNDS)]
    print(f"  {workers} threads: 1 thread / it {statistics.median(ratios):.3f}")
for others in (0, 1, 2, 4):
    found = statistics.median(late(others) for _ in range(3))
    print(f"  a wait of 1 ms beside {others} that compute comes back {found:.3f} ms late")
