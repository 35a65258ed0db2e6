"""How a main worker and its workers end: joined, not joined, dropped as daemons, terminated (rows 10, 14, 15, 16, 25)."""
from itertools import count

STAMPS, ENDED, MAIN_LINE, FIRST_WORKER = 0, 1, 2, 3
WORDS_EACH = 2
LOOK_MS = 1


def share(group, toolbox, primitive):
    return toolbox.words(FIRST_WORKER + WORDS_EACH * group.workers)


def steps(context):
    words, parameters = context.shared, context.parameters
    if context.worker == 0:
        if parameters.mainMs > 0:
            yield parameters.mainMs
        if parameters.how == 'JOIN':
            while words.values[ENDED] < context.workers - 1:
                yield LOOK_MS
        words.values[MAIN_LINE] = words.add(STAMPS, 1)
        return
    own = FIRST_WORKER + WORDS_EACH * context.worker
    for done in count(1) if parameters.how == 'TERMINATE' else range(1, parameters.steps + 1):
        yield parameters.stepMs
        words.add(STAMPS, 1)
        words.values[own] = done
        context.report(min(done, parameters.steps))
    words.values[own + 1] = words.add(STAMPS, 1)
    words.add(ENDED, 1)


def left(group, shared):
    return [shared.to_list()]
