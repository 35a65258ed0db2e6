"""n! by the plain loop: the process half of the unit's hybrid (row 40)."""
from math import log10

BLOCK = 64
MODULUS = 1000000007


def steps(context):
    n, product, factor = context.parameters.n, 1, 1
    while factor <= n:
        end = min(n, factor + BLOCK - 1)
        product = multiply(product, factor, end)
        factor = end + 1
        context.report(end)
        yield 0
    return product


def multiply(product, factor, end):
    for factor in range(factor, end + 1):
        product *= factor
    return product


def report(value):
    return {'digits': count_digits(value), 'trailingZeros': count_zeros(value), 'modulo': value % MODULUS}


def count_digits(value):
    """To write it out takes the square of its length; a power to compare it with does not."""
    digits = max(1, int((value.bit_length() - 1) * log10(2)))
    while 10 ** digits <= value:
        digits += 1
    return digits


def count_zeros(value):
    """Divides by the highest powers of ten first: few long divisions instead of many."""
    powers = [10]
    while value % powers[-1] == 0:
        powers.append(powers[-1] ** 2)
    zeros = 0
    for exponent in reversed(range(len(powers))):
        quotient, remainder = divmod(value, powers[exponent])
        if remainder == 0:
            value, zeros = quotient, zeros + 2 ** exponent
    return zeros
