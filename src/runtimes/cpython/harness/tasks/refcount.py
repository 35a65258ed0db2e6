"""
One object's reference count, raised and lowered by all (rows 3 and 3b): here it is the interpreter's own, which
its lock protects, or what stands in for that where there is none. No other lock is needed, and there is none.
"""
import sys

BLOCK = 4096

# The unit's program of row 3. To be run as text, as a script is: what compiles it keeps a reference meanwhile.
ALIAS = """
import sys
text = {!r}
first = sys.getrefcount(text)
alias = text
second = sys.getrefcount(text)
"""
# A text, and one that could be a name: the interpreter keeps those in a table, and 3.12 for ever.
TEXTS = {'text': 'hello, references', 'name': 'hello'}


class Counted:
    """An object that nothing else refers to."""


class Shared:
    def __init__(self):
        self.thing = Counted()
        self.before = sys.getrefcount(self.thing)


def share(group, toolbox, primitive):
    return Shared()


def steps(context):
    thing, before = context.shared.thing, context.shared.before
    operations, done, lowest = context.parameters.operations, 0, 0
    while done < operations:
        block = min(BLOCK, operations - done)
        use_many(block, thing)
        lowest = min(lowest, sys.getrefcount(thing) - before)
        done += block
        context.report(done)
        yield 0
    return {'operations': done, 'lowest': 1 + lowest}


def use_many(count, thing):
    for _ in range(count):
        alias = thing
        alias = None


def settle(group, reports):
    reports[0]['aliased'] = {kind: count_aliased(text) for kind, text in TEXTS.items()}


def count_aliased(text):
    """The count of a string before and after it was given a second name."""
    names = {}
    exec(ALIAS.format(text), names)
    return [names['first'], names['second']]


def left(group, shared):
    return [[sys.getrefcount(shared.thing) - shared.before]]
