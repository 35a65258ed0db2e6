"""Many read what one writes: readers may be together, a writer must be alone."""
# Places in the catalogue's memory: the pair that is read and written; what the readers-writer lock knows, written
# with the condition's lock held; and what is counted to hold it against.
FIRST, SECOND = 0, 16
READERS, IS_WRITING, WRITERS_WAITING = 32, 33, 34
READERS_INSIDE, WRITERS_INSIDE, MOST_READERS = 48, 49, 50
WORDS = 64

# Looks that a writer takes between the two halves of the pair, so that there is something to come between.
HALFWAY = 64


class Shared:
    def __init__(self, primitive, words):
        self.primitive = primitive
        self.words = words


def share(group, toolbox, primitive):
    return Shared(primitive, toolbox.words(WORDS))


def work(context):
    words, values = context.shared.words, context.shared.words.values
    torn = collisions = 0
    if context.worker == 0:
        section = section_of(context, WriterSection)
        for done in range(1, context.parameters.writes + 1):
            with section:
                words.add(WRITERS_INSIDE, 1)
                collisions += values[READERS_INSIDE] > 0
                values[FIRST] = done
                for _ in range(HALFWAY):
                    values[FIRST]
                values[SECOND] = done
                words.add(WRITERS_INSIDE, -1)
            context.report(done)
        return {'reads': 0, 'writes': context.parameters.writes, 'torn': torn, 'collisions': collisions}
    section = section_of(context, ReaderSection)
    for done in range(1, context.parameters.reads + 1):
        with section:
            words.add_inside(READERS_INSIDE, MOST_READERS)
            collisions += values[WRITERS_INSIDE] > 0
            torn += values[FIRST] != values[SECOND]
            words.add(READERS_INSIDE, -1)
        context.report(done)
    return {'reads': context.parameters.reads, 'writes': 0, 'torn': torn, 'collisions': collisions}


def section_of(context, kind):
    """What is done before and after, as a context manager; a plain lock is one."""
    if context.primitive_name == 'CONDITION':
        return kind(context.shared.primitive, context.shared.words.values)
    return Open() if context.shared.primitive is None else context.shared.primitive


class Open:
    def __enter__(self):
        pass

    def __exit__(self, *_):
        pass


class WriterSection:
    def __init__(self, condition, values):
        self.condition = condition
        self.values = values

    def __enter__(self):
        values = self.values
        with self.condition:
            values[WRITERS_WAITING] += 1
            self.condition.wait_for(lambda: values[READERS] == 0 and values[IS_WRITING] == 0)
            values[WRITERS_WAITING] -= 1
            values[IS_WRITING] = 1

    def __exit__(self, *_):
        with self.condition:
            self.values[IS_WRITING] = 0
            self.condition.notify_all()


class ReaderSection:
    def __init__(self, condition, values):
        self.condition = condition
        self.values = values

    def __enter__(self):
        values = self.values
        with self.condition:
            # A writer that waits keeps new readers out, so that it does not starve.
            self.condition.wait_for(lambda: values[IS_WRITING] == 0 and values[WRITERS_WAITING] == 0)
            values[READERS] += 1

    def __exit__(self, *_):
        with self.condition:
            self.values[READERS] -= 1
            if self.values[READERS] == 0:
                self.condition.notify_all()


def left(group, shared):
    return [shared.words.to_list()]
