"""Why a benchmark cannot be run, or did not hold what it must."""


class Refusal(Exception):
    """Said in one sentence to the person who asked for the figures; there are none then."""
