"""A file is read into a text that all share: the unit's file reader with its lock (row 17)."""
import os
from tempfile import TemporaryDirectory

GREETING = b'Hello from a file.\n'

# In the catalogue's memory: the text's length, and from the next line of words on its bytes.
TEXT = 16


class Shared:
    def __init__(self, lock, text, end):
        self.lock = lock
        self.text = text
        self.end = end


def share(group, toolbox, primitive):
    size = group.parameters.times * group.workers * len(GREETING)
    text = toolbox.RawArray('B', size) if toolbox.lives_in_process else bytearray(size)
    return Shared(primitive, text, toolbox.words(1))


def work(context):
    lock = context.shared.lock
    for done in range(1, context.parameters.times + 1):
        if lock is not None:
            lock.acquire()
        end, text = context.shared.end.values[0], read_greeting()
        if context.parameters.holdMs > 0:
            context.sleep(context.parameters.holdMs)
        append(context.shared, end, text)
        if lock is not None:
            lock.release()
        context.report(done)
    return context.parameters.times


async def work_async(context):
    lock = context.shared.lock
    for done in range(1, context.parameters.times + 1):
        if lock is not None:
            await lock.acquire()
        end, text = context.shared.end.values[0], read_greeting()
        if context.parameters.holdMs > 0:
            await context.sleep_async(context.parameters.holdMs)
        append(context.shared, end, text)
        if lock is not None:
            lock.release()
        context.report(done)
        await context.sleep_async(0)
    return context.parameters.times


def append(shared, end, text):
    shared.text[end:end + len(text)] = text
    shared.end.values[0] = end + len(text)


def read_greeting():
    with TemporaryDirectory() as folder:
        path = os.path.join(folder, 'greeting.txt')
        with open(path, 'wb') as file:
            file.write(GREETING)
        with open(path, 'rb') as file:
            return file.read()


def left(group, shared):
    text = bytes(shared.text)
    text += bytes(-len(text) % 4)
    words = memoryview(text).cast('i').tolist()
    return [[shared.end.values[0]] + [0] * (TEXT - 1) + words]
