"""
The end of everything when the host is gone: nobody is left then to end it.

The host holds the other end of a pipe. A thread waits for its end of file, without the interpreter lock, and
ends the whole process group. Worker processes ask the kernel besides, where it is Linux, to end them with
their parent: that also holds when the parent could do nothing any more.
"""
import _thread
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def hold(descriptor):
    """Ends this process group once the other end of the pipe is closed."""

    def wait():
        while os.read(descriptor, 1):
            pass
        os.killpg(0, signal.SIGKILL)

    # Not one of `threading`'s: what counts threads, counts the experiment's.
    _thread.start_new_thread(wait, ())


def die_with_parent():
    """Linux only, and only where this build of Python can call the kernel."""
    if not sys.platform.startswith('linux'):
        return
    try:
        import ctypes
    except ImportError:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
