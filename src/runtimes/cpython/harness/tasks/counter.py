"""All workers add to one shared counter: the unit's race (rows 11 and 30)."""
BLOCK = 4096

# The unit's counter is a global variable of the program, and so is this one. Processes get a Value.
counter = 0


class Shared:
    def __init__(self, primitive, value):
        self.lock = primitive
        self.value = value


def share(group, toolbox, primitive):
    global counter
    counter = 0
    return Shared(primitive, toolbox.RawValue('q', 0) if toolbox.lives_in_process else None)


def steps(context):
    add = choose(context)
    increments, done = context.parameters.increments, 0
    while done < increments:
        block = min(BLOCK, increments - done)
        add(block)
        done += block
        context.report(done)
        yield 0
    return done


async def work_async(context):
    from asyncio import sleep

    lock = context.shared.lock
    plain = ADDERS[context.parameters.step, False]
    increments, done = context.parameters.increments, 0
    while done < increments:
        block = min(BLOCK, increments - done)
        if lock is None:
            plain(block)
        else:
            async with lock:
                plain(block)
        done += block
        context.report(done)
        await sleep(0)
    return done


def left(group, shared):
    return [[counter if shared.value is None else shared.value.value]]


def choose(context):
    """A function that adds 1 so many times."""
    lock, value = context.shared.lock, context.shared.value
    add = ADDERS[context.parameters.step, lock is not None]
    if value is None:
        return add if lock is None else lambda times: add(times, lock)
    add = VALUE_ADDERS[context.parameters.step, lock is not None]
    return lambda times: add(times, value, lock)


def plus_one(number):
    return number + 1


def add_plainly(times):
    global counter
    for _ in range(times):
        counter += 1


def add_by_call(times):
    global counter
    for _ in range(times):
        counter = plus_one(counter)


def add_plainly_locked(times, lock):
    global counter
    for _ in range(times):
        with lock:
            counter += 1


def add_by_call_locked(times, lock):
    global counter
    for _ in range(times):
        with lock:
            counter = plus_one(counter)


def add_value_plainly(times, value, lock):
    for _ in range(times):
        value.value += 1


def add_value_by_call(times, value, lock):
    for _ in range(times):
        value.value = plus_one(value.value)


def add_value_plainly_locked(times, value, lock):
    for _ in range(times):
        with lock:
            value.value += 1


def add_value_by_call_locked(times, value, lock):
    for _ in range(times):
        with lock:
            value.value = plus_one(value.value)


# By how it is written, and whether under a lock.
ADDERS = {
    ('PLAIN', False): add_plainly,
    ('CALL', False): add_by_call,
    ('PLAIN', True): add_plainly_locked,
    ('CALL', True): add_by_call_locked,
}
VALUE_ADDERS = {
    ('PLAIN', False): add_value_plainly,
    ('CALL', False): add_value_by_call,
    ('PLAIN', True): add_value_plainly_locked,
    ('CALL', True): add_value_by_call_locked,
}
