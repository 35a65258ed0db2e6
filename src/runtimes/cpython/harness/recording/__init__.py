"""
How workers use Python's primitives, and what they do when: here only where somebody asked for it, for it is not
free. Without it nothing of this package is even imported.

    facts.py       a file that workers write what they noted on, and the host reads: laid out by the host
    meter.py       how one worker used one part of a primitive; its histogram
    ring.py        what one worker did and when, the newest of it
    here.py        who is at work in this thread or task
    blocking.py    primitives of threads and processes that tell their worker's meter how they are used
    ends.py        the ends of a pipe that do
    loop.py        asyncio's that do
    toolbox.py     a toolbox that hands out those
    part.py        a worker's part that is recorded
    cost.py        what it costs

What is noted, and what it means, is the same as for the lab's own workers (see src/primitives/recording): the
host reads both with one text. Of what happens inside of a primitive (how often a thread slept, whom a release
woke, who waited for the interpreter's lock) Python tells nothing, and so nothing is noted.
"""
