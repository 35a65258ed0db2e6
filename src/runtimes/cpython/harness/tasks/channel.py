"""A way for messages, be it a queue or a pipe: what ``put`` and ``get`` are called there."""
# A producer's last word, and the word to a consumer that all have said theirs: no other message is so short.
END, STOP = b'', b'.'


class EndTakenError(Exception):
    """A pipe has two ends, for one worker each."""


class Channels:
    """The experiment's queue or pipe, and whose end is whose."""

    def __init__(self, group, toolbox, primitive):
        self.is_pipe = group.primitive == 'PIPE'
        self.queue = None if self.is_pipe else primitive
        self.ends = primitive if self.is_pipe else None
        self._taken = toolbox.words(2)

    def open(self, context, end):
        """Raises EndTakenError where another worker has that end."""
        if not self.is_pipe:
            return self.queue
        if self._taken.add(end, 1) > 1:
            raise EndTakenError('Worker {} wants an end of the pipe that another has.'.format(context.worker))
        return PipeEnd(self.ends[end])


class PipeEnd:
    def __init__(self, connection):
        self.put = connection.send_bytes
        self.get = connection.recv_bytes
