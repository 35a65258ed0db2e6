"""ASYNC: all workers of a group interleaved on one event loop, Python's own."""
import asyncio


def play_together(group, parts_with, wait_for_go):
    """Plays the parts to their end. What they share belongs to the loop, so it is made while that runs."""
    return asyncio.run(_play(group, parts_with, wait_for_go))


async def _play(group, parts_with, wait_for_go):
    group.shared = group.make_shared()
    parts = parts_with(group.shared)
    # It blocks the loop, on which there is nobody yet.
    wait_for_go(parts)
    await asyncio.gather(*(_play_one(part) for part in parts))
    return parts


async def _play_one(part):
    try:
        await part.play_async()
    except Exception as error:
        error.slot = part.context.slot
        raise
