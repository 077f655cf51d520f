"""The tree of refusals. A room says what was asked and what is allowed; a door turns it into an answer.

Refusal
├── Malformed    the words are off (400)
├── NotYours     it is not there, or not for you: never telling which (404)
├── Forbidden    you are known, and your role may not (403)
├── NotAllowed   understood, but the state of things refuses it (409)
└── Outside      a place, or a channel, that is not served here (422)
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field that was refused, in the reader's language, with what is allowed where that is a list."""

    field: str
    message: str
    allowed: tuple[str, ...] = ()


class Refusal(Exception):
    """Something was asked that Sereno will not do. `code` is for machines, the message for people."""

    code = "refused"

    def __init__(self, message: str = "", *, code: str | None = None, faults: Sequence[FieldFault] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.faults = tuple(faults)


class Malformed(Refusal):
    """The request cannot be read: a field is missing, of the wrong kind or out of range."""

    code = "malformed"


class NotYours(Refusal):
    """Not found, or not for this viewer; the answer is the same so that nothing is told."""

    code = "not-found"


class Forbidden(Refusal):
    """The viewer is known and their role does not include this."""

    code = "forbidden"


class NotAllowed(Refusal):
    """Refused by a rule: the state of things does not allow it now."""

    code = "not-allowed"


class Outside(Refusal):
    """The report cannot be served here: the place, or the channel; carries the numbers to call instead."""

    code = "outside"

    def __init__(self, message: str, *, numbers: Sequence[dict[str, str]], code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.numbers = list(numbers)
