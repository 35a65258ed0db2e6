"""Files over HTTP from the lab's own server: the I/O half of the unit's hybrid (row 40)."""
from urllib.parse import urlsplit
import http.client

ALPHABET = b'abcdefghijklmnopqrstuvwxyz'


def work(context):
    return download_all(context, lambda path: context.io(fetch, context.file_server, path))


async def work_async(context):
    """Python has no client for an event loop: its way is to let a thread wait."""
    from asyncio import get_running_loop

    loop, parameters, done = get_running_loop(), context.parameters, []
    for file in range(parameters.files):
        path = path_of(parameters, context.worker + file)
        done.append(await context.io_async(loop.run_in_executor(None, fetch, context.file_server, path)))
        context.report(file + 1)
    return tally(parameters, context.worker, done)


def download_all(context, get):
    done = []
    for file in range(context.parameters.files):
        done.append(get(path_of(context.parameters, context.worker + file)))
        context.report(file + 1)
    return tally(context.parameters, context.worker, done)


def tally(parameters, worker, bodies):
    wrong = sum(
        not is_alphabet(body, size_of(parameters, worker + file)) for file, body in enumerate(bodies)
    )
    return {'files': len(bodies), 'bytes': sum(map(len, bodies)), 'wrong': wrong}


def is_alphabet(body, size):
    return body == (ALPHABET * (size // len(ALPHABET) + 1))[:size]


def size_of(parameters, file):
    return parameters.firstBytes if file % 2 == 0 else parameters.secondBytes


def path_of(parameters, file):
    return '/?bytes={}&latencyMs={}'.format(size_of(parameters, file), parameters.latencyMs)


def fetch(server, path):
    """A connection of its own for each: none is kept warm, so all downloads cost the same."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc)
    try:
        connection.request('GET', path)
        response = connection.getresponse()
        if response.status != 200:
            raise OSError('The file server answered {}.'.format(response.status))
        return response.read()
    finally:
        connection.close()
