"""How a file is split into parts for its upload, and whether the parts that a client names are those that arrived."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.errors import InvalidInput, UserMistake, WrongState
from models.footage.uploads import ReportedPart
from models.mistakes import MistakeCollector

MAX_PARTS = 10_000  # a limit of S3
MAX_PARTS_PER_REQUEST = 50
_MEBIBYTE = 1024**2


@dataclass(frozen=True, slots=True)
class PartLayout:
    """Parts are numbered from 1. All have part_bytes bytes, the last one the rest."""

    size_bytes: int
    part_bytes: int

    @classmethod
    def for_size(cls, size_bytes: int, min_part_bytes: int) -> "PartLayout":
        """The smallest parts allowed; larger ones, in whole MiB, where there would be more than 10,000."""
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
        """Part numbers that a client asks for. Raises InvalidInput for all that is wrong with them."""
        field = ("partNumbers",)
        with MistakeCollector() as mistakes:
            if not numbers:
                mistakes.add(InvalidInput("VALUE_REQUIRED", field=field))
            if len(numbers) > MAX_PARTS_PER_REQUEST:
                mistakes.add(InvalidInput("TOO_MANY_VALUES", field=field, most=MAX_PARTS_PER_REQUEST))
            if len(set(numbers)) < len(numbers):
                mistakes.add(InvalidInput("PART_REPEATED", field=field))
            if not all(1 <= number <= self.count for number in numbers):
                mistakes.add(InvalidInput("OUT_OF_RANGE", field=field, low=1, high=self.count))
        return list(numbers)

    def missing_parts(self, stored: Mapping[int, int]) -> list[int]:
        """The numbers of parts that did not arrive in their whole length. stored: number → bytes."""
        return [number for number in range(1, self.count + 1) if stored.get(number) != self.part_length(number)]


def find_problem(
    layout: PartLayout,
    named_parts: Sequence[ReportedPart] | None,
    stored: Mapping[int, str] | None,
    missing: Sequence[int],
) -> UserMistake | None:
    """Why the parts cannot be joined: those that the client names do not fit, or some did not arrive.

    named_parts: None where the client leaves the list to S3. stored: number → etag; None once the parts were joined.
    missing: numbers of parts that did not (wholly) arrive.
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
