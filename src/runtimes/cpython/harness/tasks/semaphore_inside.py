"""At most so many inside at once: the unit's semaphores (rows 18, 32, 38, claim 7)."""
INSIDE, MOST, ENTRIES = 0, 1, 2


class Shared:
    def __init__(self, semaphore, words):
        self.semaphore = semaphore
        self.words = words


def share(group, toolbox, primitive):
    return Shared(primitive, toolbox.words(3))


def work(context):
    shared, parameters = context.shared, context.parameters
    for done in range(1, parameters.steps + 1):
        with shared.semaphore:
            enter(shared.words)
            if parameters.holdMs > 0:
                context.sleep(parameters.holdMs)
            shared.words.add(INSIDE, -1)
        context.report(done)
    return parameters.steps


async def work_async(context):
    shared, parameters = context.shared, context.parameters
    for done in range(1, parameters.steps + 1):
        async with shared.semaphore:
            enter(shared.words)
            await context.sleep_async(parameters.holdMs)
            shared.words.add(INSIDE, -1)
        context.report(done)
    return parameters.steps


def enter(words):
    words.add_inside(INSIDE, MOST)
    words.add(ENTRIES, 1)


def left(group, shared):
    return [shared.words.to_list()]
