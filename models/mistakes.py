"""Collects every mistake of an input, so that a caller learns all of them at once.

    with MistakeCollector() as mistakes:
        name = mistakes.check(validate_line, text, ("input", "name"))
        zone = mistakes.check(validate_time_zone, timezone, ("input", "timezone"))
    return Camera(name, zone)

The `with` block raises at its end: one mistake as it is, several as `SeveralMistakes`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import ParamSpec, Self, TypeVar, cast

from models.errors import SeveralMistakes, UserMistake

P = ParamSpec("P")
T = TypeVar("T")
# A list of ten thousand bad values must not become an answer of ten thousand sentences.
MAX_MISTAKES = 100


class MistakeCollector:
    """Runs validators and keeps what they raise until the end of its `with` block.

    at_most: how many mistakes are kept; further ones are dropped.
    """

    def __init__(self, at_most: int = MAX_MISTAKES) -> None:
        self._at_most = at_most
        self._mistakes: list[UserMistake] = []

    def check(self, validate: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a validator and return its result.

        After a mistake the result is None, whatever its type says: use it only after `raise_any` or the `with` block.
        """
        try:
            return validate(*args, **kwargs)
        except UserMistake as mistake:
            self.add(mistake)
            return cast(T, None)

    def add(self, mistake: UserMistake) -> None:
        self._mistakes += mistake.mistakes[: self._at_most - len(self._mistakes)]

    @property
    def any(self) -> bool:
        """Whether there are mistakes so far."""
        return bool(self._mistakes)

    def raise_any(self) -> None:
        """Raise what was collected so far, if anything was."""
        if self.any:
            mistakes, self._mistakes = self._mistakes, []
            raise mistakes[0] if len(mistakes) == 1 else SeveralMistakes(mistakes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raise the collected mistakes, and with them a mistake that ended the block. Other errors pass as they are."""
        if error is None:
            self.raise_any()
        elif isinstance(error, UserMistake) and self.any:
            self.add(error)
            self.raise_any()


@contextmanager
def about_field(*field: str) -> Iterator[None]:
    """Report mistakes that are raised inside as mistakes of this input field."""
    try:
        yield
    except UserMistake as mistake:
        for each in mistake.mistakes:
            each.field = field
        raise
