"""Work in phases, and nobody begins one before all have ended the one before."""


class Shared:
    def __init__(self, barrier, arrivals):
        self.barrier = barrier
        self.arrivals = arrivals


def share(group, toolbox, primitive):
    return Shared(primitive, toolbox.words(1))


def work(context):
    barrier, arrivals, workers = context.shared.barrier, context.shared.arrivals, context.workers
    early = far = 0
    for done in range(1, context.parameters.phases + 1):
        arrivals.add(0, 1)
        barrier.wait()
        arrived = arrivals.values[0]
        if arrived < done * workers:
            early += 1
        # The others may have arrived for the next phase; this worker has not, so nobody can have passed that.
        if arrived > (done + 1) * workers - 1:
            far += 1
        context.report(done)
    return {'phases': context.parameters.phases, 'tooEarly': early, 'tooFar': far}


def left(group, shared):
    return [shared.arrivals.to_list()]
