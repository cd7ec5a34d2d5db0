"""Decodes the messages of a subprocess: data only, never code.

A decoder that was taken over may send anything, and a pickle can call any function. So only classes of plain data are
resolved, and a message longer than any real result is not read.
"""

import dataclasses
import datetime
import enum
import io
import pickle
from fractions import Fraction
from typing import Any

from models.errors import WatchgraphError

# An analysis returns its events with their pictures, some 50 kB each.
MAX_MESSAGE_BYTES = 512 << 20
_TRUSTED_PACKAGES = frozenset({"domain", "models", "vision"})
# A larger number is no time base, and makes arithmetic slow.
_MAX_DIGITS = 20


def _parse_fraction(*parts: object) -> Fraction:
    numerator, _, denominator = "/".join(map(str, parts)).partition("/")
    digits = (numerator.removeprefix("-"), denominator or "1")
    if not all(part.isdecimal() and len(part) <= _MAX_DIGITS for part in digits):
        raise UnsafeMessage("a fraction that is none")
    return Fraction(int(numerator), int(denominator or "1"))


_PLAIN_TYPES: dict[tuple[str, str], Any] = {
    (kind.__module__, kind.__qualname__): kind
    for kind in (
        datetime.date,
        datetime.datetime,
        datetime.time,
        datetime.timedelta,
        datetime.timezone,
        set,
        frozenset,
    )
} | {("fractions", "Fraction"): _parse_fraction}


class UnsafeMessage(Exception):
    """A message is not plain data."""


def decode_message(message: bytes) -> Any:
    """The value of a message. Raises UnsafeMessage."""
    try:
        return _DataUnpickler(io.BytesIO(message)).load()
    except UnsafeMessage:
        raise
    except Exception as error:
        raise UnsafeMessage(f"a message that cannot be read: {type(error).__name__}") from None


class _DataUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Resolve a class of plain data, or one of this program's dataclasses, errors, enumerations and tuples."""
        if (module, name) in _PLAIN_TYPES:
            return _PLAIN_TYPES[module, name]
        if module.partition(".")[0] in _TRUSTED_PACKAGES and "." not in name:
            cls = super().find_class(module, name)
            if isinstance(cls, type) and (
                dataclasses.is_dataclass(cls) or issubclass(cls, WatchgraphError | enum.Enum | tuple)
            ):
                return cls
        raise UnsafeMessage(f"{module}.{name} is no data")
