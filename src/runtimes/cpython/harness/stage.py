"""
One round: hire the members, wait until all are there, release them together, hear them out, and ask for their
reports. Threads and processes are new in every round, as in the programs of the unit; what it takes to start
them is over before the clock begins.
"""
import multiprocessing
import threading
from multiprocessing.connection import wait
from time import monotonic_ns

from .layout import call_at, somewhere
from .member import IN_ONE_THREAD, POOLS, live
from .memory import pss_of
from .tasks import task_named
from .toolbox import LoopToolbox, ProcessToolbox, ThreadToolbox, make_primitive, state_of

NS_PER_MS = 1e6


class Failure(Exception):
    """A round that cannot be brought to its end: what happened, in the protocol's words."""

    def __init__(self, kind, slot, **details):
        super().__init__(kind)
        self.reply = dict(details, kind=kind, worker=slot)


class Group:
    """Workers that do the same task in the same place. Made once for a run; what they share, for each round."""

    def __init__(self, described, facts):
        self.kind = described['kind']
        self.parameters = Parameters(described['parameters'])
        self.fabric = described['fabric']
        self.primitive = described['primitive']
        self.options = described['options']
        self.workers = described['workers']
        self.daemons = described['daemons']
        self.first_slot = described['firstSlot']
        self.first_lock = described['firstLock']
        self.start_method = described['startMethod']
        # Where what is recorded goes; None where nothing is.
        self.facts = facts
        self.first_parts = described['firstParts']
        self.parts = described['parts']
        # What the experiment chose, and what the task made of it.
        self.made = None
        self.shared = None

    def __getstate__(self):
        # A member that is spawned is given what it shares by itself.
        return dict(self.__dict__, made=None, shared=None)

    def toolbox(self):
        if self.fabric == 'ASYNC':
            return LoopToolbox()
        if self.fabric in ('PROCESSES', 'PROCESS_POOL'):
            return ProcessToolbox(multiprocessing.get_context(self.start_method))
        return ThreadToolbox()

    def make_shared(self):
        share = getattr(task_named(self.kind), 'share', None)
        if share is None:
            return None
        toolbox = self.toolbox()
        if self.facts is not None:
            from .recording.toolbox import RecordingToolbox

            toolbox = RecordingToolbox(toolbox, self.first_parts, self.facts)
        self.made = make_primitive(toolbox, self)
        return share(self, toolbox, self.made)


class Parameters:
    def __init__(self, values):
        self.__dict__.update(values)


class Member:
    """The stage's end of a member."""

    def __init__(self, group, workers, is_daemon=False):
        self.group = group
        self.workers = workers
        self.is_daemon = is_daemon
        self.clocks = None
        self.reports = None
        self.connection = None
        # What it took to have it: milliseconds to its first instruction, and, of a process, bytes.
        self.start_ms = self.memory_bytes = None
        self._created = None
        self._body = None
        self.is_process = group.fabric == 'PROCESSES'

    def start(self, board, file_server):
        self.connection, theirs = multiprocessing.Pipe()
        self._created = monotonic_ns()
        life = (theirs, self.group, self.workers, self.group.shared, board, file_server)
        args = (somewhere(), life)
        if self.is_process:
            context = multiprocessing.get_context(self.group.start_method)
            self._body = context.Process(target=live_in_process, args=args, daemon=True)
            self._body.start()
            # With the last copy of it the process's death is an end of file.
            theirs.close()
        else:
            self._body = threading.Thread(target=live_in_thread, args=args, daemon=True)
            self._body.start()

    def tell(self, word):
        self.connection.send_bytes(word)

    def hear(self, expected):
        """Takes in what it says. Raises Failure when that is something else."""
        try:
            kind, value = self.connection.recv()
        except (EOFError, ConnectionResetError):
            self._body.join()
            raise Failure('died', self.first_slot, exitCode=self._body.exitcode)
        if kind == 'threw':
            raise Failure('threw', value[0], error=value[1])
        if kind == 'exited':
            raise Failure('died', value[0], exitCode=value[1])
        if kind != expected:
            raise RuntimeError('{} came instead of {}'.format(kind, expected))
        if kind == 'ready':
            self.start_ms = (value - self._created) / NS_PER_MS
        elif kind == 'done':
            self.clocks = value
        elif kind == 'reports':
            self.reports = value

    def weigh(self):
        """When it is through, and still there. Threads live in one address space: no page of it is one thread's."""
        if self.is_process:
            self.memory_bytes = pss_of(self._body.pid)

    def drop(self):
        """As at the end of a program: nobody asks it. A thread cannot be dropped, but with its interpreter."""
        if self.is_process:
            self._body.terminate()
            self._body.join()

    def join(self):
        self._body.join()
        self.connection.close()

    @property
    def first_slot(self):
        return self.group.first_slot + self.workers[0]


def live_in_thread(layout, life):
    call_at(layout, live, life + (monotonic_ns(),))


def live_in_process(layout, life):
    began = monotonic_ns()
    from .lifeline import die_with_parent

    die_with_parent()
    call_at(layout, live, life + (began,))


def members_of(group):
    if group.fabric in POOLS:
        # The caller; the pool's own workers are Python's.
        return [Member(group, [group.workers])]
    workers = list(range(group.workers))
    if group.fabric in IN_ONE_THREAD:
        return [Member(group, workers)]
    return [Member(group, [worker], worker in group.daemons) for worker in workers]


def play_round(groups, board, file_server):
    """Returns the reply to the host. Raises Failure."""
    for group in groups:
        group.shared = None if group.fabric == 'ASYNC' else group.make_shared()
    members = [member for group in groups for member in members_of(group)]
    # A process is a copy of this one: it should not find the threads of the round in it.
    for member in sorted(members, key=lambda member: not member.is_process):
        member.start(board, file_server)
    hear_all(members, 'ready')

    released = monotonic_ns()
    if groups[0].facts is not None:
        groups[0].facts.set_released(released)
    for member in members:
        member.tell(b'go')
    awaited = [member for member in members if not member.is_daemon]
    hear_all(awaited, 'done')
    dropped = monotonic_ns()
    for member in members:
        member.weigh()
        if member.is_daemon:
            member.drop()
    for member in awaited:
        member.tell(b'report')
    hear_all(awaited, 'reports')
    for member in awaited:
        member.join()

    left = [collect(group, members) for group in groups]
    return {
        'kind': 'played',
        'groups': [
            {
                'workers': workers_of(group, members, board, released, dropped),
                'costs': costs_of(group, members),
                'left': what,
            }
            for group, what in zip(groups, left)
        ],
        # A daemon that is a thread goes on as long as the interpreter.
        'isSpent': any(member.is_daemon and not member.is_process for member in members),
    }


def hear_all(members, expected):
    left = {member.connection: member for member in members}
    while left:
        for connection in wait(list(left)):
            left.pop(connection).hear(expected)


def collect(group, members):
    """What the round left of the primitive and in the task's memory. Completes the reports before that."""
    task = task_named(group.kind)
    own = [member for member in members if member.group is group and member.reports is not None]
    if hasattr(task, 'settle'):
        reports = [report for member in own for report in member.reports]
        task.settle(group, reports)
    return [state_of(group), *(task.left(group, group.shared) if hasattr(task, 'left') else [])]


def workers_of(group, members, board, released, dropped):
    """Times in milliseconds from the release of the members on."""
    workers = []
    for member in members:
        if member.group is not group:
            continue
        if group.fabric in POOLS:
            # What the pool's own workers do is Python's affair: they are there as long as their caller.
            clock = (released, member.clocks[0][1], None, None, None, None)
            workers.extend([told(clock, released, None)] * group.workers)
        for index, worker in enumerate(member.workers):
            if member.clocks is None:
                # A daemon that was dropped never told its end: it is the drop.
                started = max(released, board.started(group.first_slot + worker))
                workers.append(told((started, dropped, None, None, None, None), released, None))
            else:
                workers.append(told(member.clocks[index], released, member.reports[index]))
    return workers


def costs_of(group, members):
    """What it took to have each worker; None where the stage did not make it."""
    costs = [None] * group.workers if group.fabric in POOLS else []
    for member in members:
        if member.group is group:
            cost = {'startMs': member.start_ms, 'memoryBytes': member.memory_bytes}
            costs.extend([cost] * len(member.workers))
    return costs


def told(clock, released, report):
    """What the host is told of one worker."""
    started, ended, cpu, delay, given, taken = clock
    return {
        'startMs': (started - released) / NS_PER_MS,
        'endMs': (ended - released) / NS_PER_MS,
        'cpuMs': None if cpu is None else cpu / NS_PER_MS,
        'runDelayMs': None if delay is None else delay / NS_PER_MS,
        'voluntarySwitches': given,
        'involuntarySwitches': taken,
        'result': report,
    }
