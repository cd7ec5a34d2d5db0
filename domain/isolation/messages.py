"""What a child says, read by its parent: data, and nothing that runs.

A decoder that was taken over may say anything. Pickled, that could be a call of any function; so only classes that hold
data are looked up, and what is longer than any honest result is not read.
"""

import dataclasses
import datetime
import enum
import io
import pickle
from fractions import Fraction
from typing import Any

from models.errors import WatchgraphError

# An analysis tells its events with their pictures, some 50 kB each.
MAX_MESSAGE_BYTES = 512 << 20
_TRUSTED_PACKAGES = frozenset({"domain", "models", "vision"})
# What is larger is no time base, and takes long to reckon with.
_MAX_DIGITS = 20


def _parse_fraction(*parts: object) -> Fraction:
    numerator, _, denominator = "/".join(map(str, parts)).partition("/")
    digits = (numerator.removeprefix("-"), denominator or "1")
    if not all(one.isdecimal() and len(one) <= _MAX_DIGITS for one in digits):
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
    """A child said something else than data."""


def decode_message(message: bytes) -> Any:
    """The value of a message. Raises NotData."""
    try:
        return _DataUnpickler(io.BytesIO(message)).load()
    except UnsafeMessage:
        raise
    except Exception as error:
        raise UnsafeMessage(f"a message that cannot be read: {type(error).__name__}") from None


class _DataUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """A class of plain data, or of this program's own data, errors and enumerations."""
        if (module, name) in _PLAIN_TYPES:
            return _PLAIN_TYPES[module, name]
        if module.partition(".")[0] in _TRUSTED_PACKAGES and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (
                dataclasses.is_dataclass(found) or issubclass(found, WatchgraphError | enum.Enum | tuple)
            ):
                return found
        raise UnsafeMessage(f"{module}.{name} is no data")
