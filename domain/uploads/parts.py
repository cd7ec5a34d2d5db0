"""How a file is cut into parts for its upload, and whether the parts that are named are those that arrived."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.errors import InvalidInput, UserMistake, WrongState
from models.footage.uploads import GivenPart

MOST_PARTS = 10_000  # a limit of S3
MOST_AT_ONCE = 50
_MEBIBYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Cut:
    """Parts are numbered from 1. All are part_bytes long but the last, which holds what is left."""

    size_bytes: int
    part_bytes: int

    @classmethod
    def of(cls, size_bytes: int, least_part_bytes: int) -> "Cut":
        """Parts as small as they may be, in whole MiB once they have to grow for there to be at most 10,000."""
        needed = math.ceil(size_bytes / MOST_PARTS)
        if needed <= least_part_bytes:
            return cls(size_bytes, least_part_bytes)
        return cls(size_bytes, math.ceil(needed / _MEBIBYTE) * _MEBIBYTE)

    @property
    def count(self) -> int:
        return math.ceil(self.size_bytes / self.part_bytes)

    def length(self, number: int) -> int:
        """Bytes of a part."""
        return min(self.part_bytes, self.size_bytes - (number - 1) * self.part_bytes)

    def asked(self, numbers: Sequence[int]) -> list[int]:
        """Numbers of parts that a client asks for, checked. Raises InvalidInput."""
        field = ("partNumbers",)
        if not numbers:
            raise InvalidInput("VALUE_REQUIRED", field=field)
        if len(numbers) > MOST_AT_ONCE:
            raise InvalidInput("TOO_MANY_VALUES", field=field, most=MOST_AT_ONCE)
        if len(set(numbers)) < len(numbers):
            raise InvalidInput("PART_REPEATED", field=field)
        if not all(1 <= number <= self.count for number in numbers):
            raise InvalidInput("OUT_OF_RANGE", field=field, low=1, high=self.count)
        return list(numbers)

    def missing(self, held: Mapping[int, int]) -> list[int]:
        """The numbers of parts that are not held in their whole length. held: number → bytes."""
        return [number for number in range(1, self.count + 1) if held.get(number) != self.length(number)]


def problem(
    cut: Cut, given: Sequence[GivenPart] | None, held: Mapping[int, str] | None, lacking: Sequence[int]
) -> UserMistake | None:
    """What keeps the parts from being put together: those that the client names, or those that S3 lacks.

    given: null where the client leaves the list to S3. held: number → etag; null once they were put together.
    lacking: numbers not (wholly) held.
    """
    field = ("input", "parts")
    if given is not None:
        numbers = [part.number for part in given]
        if len(set(numbers)) < len(numbers):
            return InvalidInput("PART_REPEATED", field=field)
        if numbers != sorted(numbers):
            return InvalidInput("PARTS_OUT_OF_ORDER", field=field)
        if not all(1 <= number <= cut.count for number in numbers):
            return InvalidInput("OUT_OF_RANGE", field=field, low=1, high=cut.count)
    if lacking:
        return WrongState("PARTS_MISSING", field=field, count=len(lacking), numbers=_some(lacking))
    if given is not None:
        unnamed = [number for number in range(1, cut.count + 1) if number not in set(numbers)]
        if unnamed:
            return InvalidInput("PARTS_NOT_NAMED", field=field, count=len(unnamed), numbers=_some(unnamed))
        for part in given:
            if held is not None and part.etag.strip().strip('"').lower() != held[part.number].lower():
                return InvalidInput("PART_MISMATCH", field=field, number=part.number)
    return None


def _some(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return shown if len(numbers) <= 10 else f"{shown}, …"
