"""
The conversation with the host: JSON, one object a line, over this process's first two descriptors.

    host      {"board": path, "fileServer": url, "groups": [...], "recording": null or the facts}     once
    harness   {"kind": "ready"}, and what recording costs here, where it is asked for
    host      {"kind": "round"}                                       again and again
    harness   {"kind": "played", ...} | {"kind": "threw", ...} | {"kind": "died", ...}

After anything but `played` the host ends this interpreter: whoever is left of that round is in it. So it does
when it has heard enough.
"""
import json
import os
import sys

from . import lifeline
from .board import Board
from .stage import Failure, Group, play_round

LIFELINE = 3


def serve():
    lifeline.hold(LIFELINE)
    lifeline.die_with_parent()
    hear, say = take_channel()
    if hasattr(sys, 'set_int_max_str_digits'):
        # The numbers of this package are big by intent.
        sys.set_int_max_str_digits(0)
    setting = json.loads(hear.readline())
    board = Board(setting['board'])
    facts = open_facts(setting['recording'])
    groups = [Group(described, facts) for described in setting['groups']]
    # One for all groups, where there is a lock at all.
    switch_interval = groups[0].options.get('switchIntervalMs')
    if switch_interval is not None:
        sys.setswitchinterval(switch_interval / 1000)
    say({'kind': 'ready'} if facts is None else {'kind': 'ready', 'nsPerOperation': cost_of(facts)})
    while hear.readline():
        try:
            say(play_round(groups, board, setting['fileServer']))
        except Failure as failure:
            say(failure.reply)
    # Whoever is still there is not waited for.
    os._exit(0)


def open_facts(described):
    """None where nothing is recorded."""
    if described is None:
        return None
    from .recording.facts import Facts

    return Facts(described)


def cost_of(facts):
    from .recording.cost import ns_per_operation

    return ns_per_operation(facts.described)


def take_channel():
    """Keeps the pipes to itself: what anybody else reads is empty, and prints goes to the error output."""
    hear = os.fdopen(os.dup(0), 'rb')
    out = os.fdopen(os.dup(1), 'wb', buffering=0)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    os.dup2(2, 1)

    def say(message):
        line = memoryview(json.dumps(message, separators=(',', ':')).encode() + b'\n')
        while line:
            line = line[out.write(line):]

    return hear, say
