"""A matrix product, its rows split between the workers: processor work that uses memory."""
from . import share_of

# Entries of the factors are from 0 to 15, those of the check's vectors from 0 to 1023, and 0 to 15.
LEFT, RIGHT, VECTOR, WEIGHTS = 1, 2, 3, 4
ENTRY_BITS, VECTOR_BITS = 4, 10
WORD = 0xFFFFFFFF


class Rows:
    """A worker's rows of the product."""

    def __init__(self, size, first, product):
        self.size = size
        self.first = first
        self.product = product


def steps(context):
    size, worker, workers = context.parameters.size, context.worker, context.workers
    first, rows = first_row(size, worker, workers), share_of(size, worker, workers)
    right = []
    for row in range(size):
        right.append([float(entry_of(RIGHT, row, column, ENTRY_BITS)) for column in range(size)])
        yield 0
    product = []
    for row in range(rows):
        product.append(multiply_row(first + row, right))
        context.report(row + 1)
        yield 0
    return Rows(size, first, product)


def multiply_row(row, right):
    """The inner loop runs along rows, as in the catalogue."""
    into = [0.0] * len(right)
    for k, along in enumerate(right):
        left = entry_of(LEFT, row, k, ENTRY_BITS)
        into = [sum_so_far + left * entry for sum_so_far, entry in zip(into, along)]
    return into


def report(result):
    vector = [entry_of(VECTOR, 0, column, VECTOR_BITS) for column in range(result.size)]
    checksum = sum(
        sum(map(multiply, row, vector)) * entry_of(WEIGHTS, 0, result.first + index, ENTRY_BITS)
        for index, row in enumerate(result.product)
    )
    return {'rows': len(result.product), 'checksum': checksum}


def multiply(one, other):
    return one * other


def first_row(size, worker, workers):
    return worker * (size // workers) + min(worker, size % workers)


def entry_of(matrix, row, column, bits):
    """A number that looks random and is the same everywhere (the mixing of MurmurHash3)."""
    mixed = (matrix * 0x9E3779B1 ^ row * 0x85EBCA6B ^ column * 0xC2B2AE35) & WORD
    mixed = ((mixed ^ mixed >> 16) * 0x85EBCA6B) & WORD
    mixed = ((mixed ^ mixed >> 13) * 0xC2B2AE35) & WORD
    return (mixed ^ mixed >> 16) >> (32 - bits)
