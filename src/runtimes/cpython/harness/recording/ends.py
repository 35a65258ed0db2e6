"""
The ends of a pipe, which tell one meter what they send and another what they receive. Each direction has one
sender and one receiver, so the messages that each has counted are the messages' numbers.

Whether an end had to wait, the kernel knows alone: it is asked for each piece not to wait first. So a wire does
by itself what a `Connection` does with whole pieces; how messages are made of them stays Python's.
"""
import io
import os
import socket

from .blocking import Recorded
from .here import METERS
from .ring import FROM_END_1


class End(Recorded):
    """Sends are one part, receives the next one. ``primitive``: a connection that nobody else uses meanwhile."""

    def __init__(self, primitive, part, end):
        super().__init__(primitive, part)
        self._end = end
        self._sent, self._received = (FROM_END_1, 0) if end else (0, FROM_END_1)
        wire = Wire(primitive.fileno(), part)
        primitive._send, primitive._recv = wire.send, wire.receive

    def __reduce__(self):
        return type(self), (self.primitive, self._part, self._end)

    def send_bytes(self, message):
        meter = METERS.get()[self._part]
        began, number = meter.begins(), meter.operations
        self.primitive.send_bytes(message)
        meter.passed('PUT', self._sent, number, began)

    def recv_bytes(self):
        meter = METERS.get()[self._part + 1]
        began, number = meter.begins(), meter.operations
        try:
            message = self.primitive.recv_bytes()
        except EOFError:
            meter.gave_up()
            raise
        meter.passed('GET', self._received, number, began)
        return message


class Wire:
    """
    Moves a connection's pieces. It knows neither the connection nor the end: in a circle of them the descriptors
    of a round would stay open until Python looks for circles.
    """

    def __init__(self, descriptor, part):
        self._descriptor = descriptor
        self._part = part
        self._socket = None

    def send(self, piece, *_):
        left, to = memoryview(piece), self._open()
        try:
            left = left[to.send(left, socket.MSG_DONTWAIT):]
        except BlockingIOError:
            pass
        if left:
            METERS.get()[self._part].waits()
            to.sendall(left)

    def receive(self, size, *_):
        piece, left, of = io.BytesIO(), size, self._open()
        while left > 0:
            try:
                some = of.recv(left, socket.MSG_DONTWAIT)
            except BlockingIOError:
                METERS.get()[self._part + 1].waits()
                some = of.recv(left)
            if not some:
                raise EOFError if left == size else OSError('got end of file during message')
            piece.write(some)
            left -= len(some)
        return piece

    def _open(self):
        """In the process that uses it, and for itself: the connection closes its own."""
        if self._socket is None:
            self._socket = socket.socket(fileno=os.dup(self._descriptor))
        return self._socket
