"""Numbers and keys that tell nothing: whoever sees some of them cannot count those kept from their sight (domain rule §5)."""

from collections.abc import Callable
from secrets import randbelow

FEWEST_DIGITS = 6
TRIES = 5  # so many collisions in a row mean that a width is crowded
LARGEST_KEY = 2**31 - 1  # what an INTEGER of PostgreSQL holds


def unused_digits(is_taken: Callable[[str], bool]) -> str:
    """Random digits that are not taken; one more digit whenever the width is crowded."""
    width = FEWEST_DIGITS
    while True:
        for _ in range(TRIES):
            digits = f"{randbelow(10**width):0{width}d}"
            if not is_taken(digits):
                return digits
        width += 1


def unused_key(is_taken: Callable[[int], bool]) -> int:
    """A random key of a row that is not taken."""
    while True:
        key = 1 + randbelow(LARGEST_KEY)
        if not is_taken(key):
            return key
