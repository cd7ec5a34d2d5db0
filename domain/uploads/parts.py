"""How a file is cut into parts for its upload, and whether the parts that are named are those that arrived."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.errors import InvalidInput, UserMistake, WrongState
from models.footage.uploads import ReportedPart

MAX_PARTS = 10_000  # a limit of S3
MAX_PARTS_PER_REQUEST = 50
_MEBIBYTE = 1024**2


@dataclass(frozen=True, slots=True)
class PartLayout:
    """Parts are numbered from 1. All are part_bytes long but the last, which holds what is left."""

    size_bytes: int
    part_bytes: int

    @classmethod
    def for_size(cls, size_bytes: int, min_part_bytes: int) -> "PartLayout":
        """Parts as small as they may be, in whole MiB once they have to grow for there to be at most 10,000."""
        needed = math.ceil(size_bytes / MAX_PARTS)
        if needed <= min_part_bytes:
            return cls(size_bytes, min_part_bytes)
        return cls(size_bytes, math.ceil(needed / _MEBIBYTE) * _MEBIBYTE)

    @property
    def count(self) -> int:
        return math.ceil(self.size_bytes / self.part_bytes)

    def part_length(self, number: int) -> int:
        """Bytes of a part."""
        return min(self.part_bytes, self.size_bytes - (number - 1) * self.part_bytes)

    def validate_numbers(self, numbers: Sequence[int]) -> list[int]:
        """Numbers of parts that a client asks for, checked. Raises InvalidInput."""
        field = ("partNumbers",)
        if not numbers:
            raise InvalidInput("VALUE_REQUIRED", field=field)
        if len(numbers) > MAX_PARTS_PER_REQUEST:
            raise InvalidInput("TOO_MANY_VALUES", field=field, most=MAX_PARTS_PER_REQUEST)
        if len(set(numbers)) < len(numbers):
            raise InvalidInput("PART_REPEATED", field=field)
        if not all(1 <= number <= self.count for number in numbers):
            raise InvalidInput("OUT_OF_RANGE", field=field, low=1, high=self.count)
        return list(numbers)

    def missing_parts(self, stored: Mapping[int, int]) -> list[int]:
        """The numbers of parts that are not held in their whole length. held: number → bytes."""
        return [number for number in range(1, self.count + 1) if stored.get(number) != self.part_length(number)]


def find_problem(
    layout: PartLayout,
    named_parts: Sequence[ReportedPart] | None,
    stored: Mapping[int, str] | None,
    missing: Sequence[int],
) -> UserMistake | None:
    """What keeps the parts from being put together: those that the client names, or those that S3 lacks.

    given: null where the client leaves the list to S3. held: number → etag; null once they were put together.
    lacking: numbers not (wholly) held.
    """
    field = ("input", "parts")
    if named_parts is not None:
        numbers = [part.number for part in named_parts]
        if len(set(numbers)) < len(numbers):
            return InvalidInput("PART_REPEATED", field=field)
        if numbers != sorted(numbers):
            return InvalidInput("PARTS_OUT_OF_ORDER", field=field)
        if not all(1 <= number <= layout.count for number in numbers):
            return InvalidInput("OUT_OF_RANGE", field=field, low=1, high=layout.count)
    if missing:
        return WrongState("PARTS_MISSING", field=field, count=len(missing), numbers=_format_numbers(missing))
    if named_parts is not None:
        unnamed = [number for number in range(1, layout.count + 1) if number not in set(numbers)]
        if unnamed:
            return InvalidInput("PARTS_NOT_NAMED", field=field, count=len(unnamed), numbers=_format_numbers(unnamed))
        for part in named_parts:
            if stored is not None and part.etag.strip().strip('"').lower() != stored[part.number].lower():
                return InvalidInput("PART_MISMATCH", field=field, number=part.number)
    return None


def _format_numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return shown if len(numbers) <= 10 else f"{shown}, …"
