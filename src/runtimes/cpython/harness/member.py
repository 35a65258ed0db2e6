"""
A member of a round: a thread or a process that plays one worker, or on SERIAL and ASYNC all of a group in one
thread. Both kinds talk with the stage over the two ends of one pipe, so one text serves them:

    member  ready began      it is there, since then, and waits
    stage   go               everybody starts
    member  done [clock…]    its workers are through
    stage   report           when all are: only then reports are made up, for that may be work
    member  reports [value…]
    member  threw slot text  instead of `done` or `reports`; exited slot code, where a thread ended itself
"""
from time import monotonic_ns, sleep, thread_time_ns

from .board import DONE, READY, RESTING, RUNNING, THREW
from .tasks import task_named

# Before anybody waits for it: a new process would load it between its release and its first step.
try:
    import resource
except ImportError:
    resource = None

IN_ONE_THREAD = ('SERIAL', 'ASYNC')
POOLS = ('THREAD_POOL', 'PROCESS_POOL')


class Context:
    """What a worker's part is given."""

    def __init__(self, group, worker, shared, board, file_server):
        self.group = group
        self.parameters = group.parameters
        self.primitive_name = group.primitive
        self.worker = worker
        self.workers = group.workers
        self.shared = shared
        self.board = board
        self.slot = group.first_slot + worker
        self.file_server = file_server

    def report(self, units):
        """Tells how many units of its work are done so far."""
        self.board.set_units(self.slot, units)

    def sleep(self, milliseconds):
        """Where it may block."""
        self.board.set_state(self.slot, RESTING)
        sleep(milliseconds / 1000)
        self.board.set_state(self.slot, RUNNING)

    async def sleep_async(self, milliseconds):
        """On an event loop; 0 gives the others a turn."""
        from asyncio import sleep as pause

        if milliseconds:
            self.board.set_state(self.slot, RESTING)
        await pause(milliseconds / 1000)
        self.board.set_state(self.slot, RUNNING)


    def io(self, call, *arguments):
        """Where it may block: calls what waits for something outside, and returns its result."""
        self.board.set_state(self.slot, RESTING)
        try:
            return call(*arguments)
        finally:
            self.board.set_state(self.slot, RUNNING)

    async def io_async(self, awaitable):
        """On an event loop."""
        self.board.set_state(self.slot, RESTING)
        try:
            return await awaitable
        finally:
            self.board.set_state(self.slot, RUNNING)


class Part:
    """One worker's part, between its clocks."""

    def __init__(self, context):
        self.context = context
        self.task = task_named(context.group.kind)
        self.result = None
        self.clock = None

    def play(self):
        work = getattr(self.task, 'work', None)
        counts = kernel_counts()
        started, cpu = self._begin()
        self.result = self._play_steps() if work is None else work(self.context)
        ended, cpu = self._end(), thread_time_ns() - cpu
        self.clock = (started, ended, cpu) + tuple(
            None if before is None else after - before for before, after in zip(counts, kernel_counts())
        )

    async def play_async(self):
        work = getattr(self.task, 'work_async', None)
        started, _ = self._begin()
        self.result = await (self._play_steps_async() if work is None else work(self.context))
        # Parts share one thread, and so what the kernel counts for it cannot be told apart.
        self.clock = (started, self._end(), None, None, None, None)

    def report(self):
        report = getattr(self.task, 'report', None)
        return self.result if report is None else report(self.result)

    def _play_steps(self):
        steps = self.task.steps(self.context)
        while True:
            try:
                milliseconds = next(steps)
            except StopIteration as end:
                return end.value
            if milliseconds:
                self.context.sleep(milliseconds)

    async def _play_steps_async(self):
        steps = self.task.steps(self.context)
        while True:
            try:
                milliseconds = next(steps)
            except StopIteration as end:
                return end.value
            await self.context.sleep_async(milliseconds)

    def _begin(self):
        self.context.board.set_state(self.context.slot, RUNNING)
        cpu, started = thread_time_ns(), monotonic_ns()
        self.context.board.set_started(self.context.slot, started)
        return started, cpu

    def _end(self):
        ended = monotonic_ns()
        self.context.board.set_state(self.context.slot, DONE)
        return ended


def kernel_counts():
    """
    Of this thread so far: nanoseconds that it could have run and had no core, how often it gave its core away,
    and how often that was taken from it. None where the kernel does not tell.
    """
    try:
        usage = resource.getrusage(resource.RUSAGE_THREAD)
        with open('/proc/thread-self/schedstat') as file:
            return int(file.read().split()[1]), usage.ru_nvcsw, usage.ru_nivcsw
    except (AttributeError, OSError):
        return None, None, None


def live(connection, group, workers, shared, board, file_server, began):
    """The whole life of a member. ``began``: its first instruction."""
    make_part, make_context = kinds_of(group)

    def parts_with(shared):
        return [make_part(make_context(group, worker, shared, board, file_server)) for worker in workers]

    playing = None

    def wait_for_go(parts):
        for part in parts:
            board.set_state(part.context.slot, READY)
        connection.send(('ready', began))
        connection.recv_bytes()

    try:
        if group.fabric == 'ASYNC':
            from .event_loop import play_together

            parts = play_together(group, parts_with, wait_for_go)
        else:
            parts = parts_with(shared)
            wait_for_go(parts)
            for part in parts:
                playing = part
                part.play()
        connection.send(('done', [part.clock for part in parts]))
        connection.recv_bytes()
        reports = []
        for part in parts:
            playing = part
            reports.append(part.report())
        connection.send(('reports', reports))
    except EOFError:
        # The stage is gone, or has no more use for this one.
        pass
    except Exception as error:
        slot = getattr(error, 'slot', playing.context.slot if playing else group.first_slot + workers[0])
        board.set_state(slot, THREW)
        connection.send(('threw', (slot, describe(error))))
    except SystemExit as ending:
        # It ends a thread without a word, and a process with its code.
        if group.fabric in ('PROCESSES', 'PROCESS_POOL'):
            raise
        connection.send(('exited', (group.first_slot + workers[0], ending.code)))


def kinds_of(group):
    """What its parts and their contexts are."""
    if group.facts is None:
        return Part, Context
    from .recording.part import RecordedContext, RecordedPart

    return RecordedPart, RecordedContext


def describe(error):
    return '{}: {}'.format(type(error).__name__, error)
