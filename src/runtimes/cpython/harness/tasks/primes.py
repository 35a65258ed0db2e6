"""Counting primes by trial division: processor work whose parts are not alike."""
SLICE = 1000


def steps(context):
    limit, count, numbers = context.parameters.limit, 0, 0
    for start in range(context.worker * SLICE, limit, context.workers * SLICE):
        end = min(start + SLICE, limit)
        for number in range(start, end):
            if is_prime(number):
                count += 1
        numbers += end - start
        context.report(numbers)
        yield 0
    return count


def is_prime(number):
    if number < 4:
        return number > 1
    if number % 2 == 0:
        return False
    divisor = 3
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 2
    return True
