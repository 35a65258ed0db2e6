"""A shared Value and a shared Array, each worker adds 1 to all of it (rows 34 and 41)."""


class Shared:
    def __init__(self, lock, value, array):
        self.lock = lock
        self.value = value
        self.array = array


class Holder:
    """What a Value is to threads: an object with a value."""

    def __init__(self, value):
        self.value = value


def share(group, toolbox, primitive):
    length = group.parameters.length
    values = list(range(1, length + 1)) if group.parameters.start == 'COUNTING' else [0] * length
    if toolbox.lives_in_process:
        # With the lock that each brings along, which guards single accesses.
        return Shared(primitive, toolbox.Value('i', 0), toolbox.Array('i', values))
    return Shared(primitive, Holder(0), values)


def steps(context):
    shared, parameters = context.shared, context.parameters
    for done in range(1, parameters.increments + 1):
        if shared.lock is None:
            add_one(shared)
        else:
            with shared.lock:
                add_one(shared)
        context.report(done)
        yield parameters.pauseMs
    return {'increments': parameters.increments, 'found': None}


def add_one(shared):
    """A get and a set for each."""
    shared.value.value += 1
    array = shared.array
    for index in range(len(array)):
        array[index] += 1


def settle(group, reports):
    """The parent reads the result after it has joined its children."""
    reports[-1]['found'] = {'value': group.shared.value.value, 'array': list(group.shared.array)}


def left(group, shared):
    return [[shared.value.value], list(shared.array), None]
