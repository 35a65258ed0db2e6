"""What memory a process takes, as Linux counts it."""


def memory_of(process):
    """
    Bytes by their names in the kernel's summary (``Pss``, ``Private_Dirty`` …); None where nobody tells: no
    Linux, or a process that has ended. ``process``: its number, or ``self``.
    """
    try:
        with open('/proc/{}/smaps_rollup'.format(process)) as file:
            # The first line says of which addresses.
            fields = [line.split() for line in file.readlines()[1:]]
    except OSError:
        return None
    return {field[0].rstrip(':'): int(field[1]) * 1024 for field in fields}


def pss_of(process):
    """Its own pages, and of each page that it shares with n others one part in n + 1. None where nobody tells."""
    memory = memory_of(process)
    return memory and memory['Pss']
