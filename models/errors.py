"""What can go wrong, as one tree.

    WatchgraphError
    ├── UserMistake         the caller can mend it: an entry of userErrors
    │   ├── InvalidInput    a value that is not allowed; `field` names it
    │   │   └── SeveralMistakes all mistakes of one input; an entry of userErrors each
    │   ├── NotFound        no such thing, or another organization's: both answer the same
    │   ├── WrongState      the thing is there, but not in a state that allows this
    │   ├── QuotaExceeded   the organization has as much of something as it may have
    │   ├── UnusableMedia   the uploaded file cannot be used as footage; also the reason of a FAILED video
    │   └── Declined        the model will not answer this; other words may help, another try does not
    ├── Exhausting          reading a file took all that a process may have: it is tried once more at most
    ├── Refused             a top-level error with extensions.code
    │   ├── Unauthenticated no token, or one that does not hold
    │   ├── Forbidden       a token whose roles do not allow this
    │   ├── TooLarge        an operation or a request beyond a limit, which it tells
    │   └── Spent           an allowance that is used up until a moment, which it tells
    └── Unavailable         a service that we lean on did not answer; worth another try
        ├── Busy            this server has all hands full of such work until a moment, which it tells
        ├── Abandoned       whoever asked is gone
        ├── Throttled       it asks us to slow down
        ├── TimedOut        it did not answer in time
        ├── ModelFailed     a model answered with something that cannot be used; another try may help
        ├── DiskFull        this machine has no room for a file: it waits, which uses up no try
        └── SqlFailed       SQL that a model wrote was refused, by us or by the database, or took too long

An error has a code and the values that its sentence needs. `models.messages.errors` writes the sentence, so a stored
failure can be read in every language.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from models.enums import Language
from models.messages.errors import format_message


class WatchgraphError(Exception):
    """The root: a code of `models.messages.errors` and the values for its sentence."""

    default_code: ClassVar[str] = "INTERNAL"

    def __init__(self, code: str | None = None, *, field: tuple[str, ...] = (), **values: object) -> None:
        self.code = code or self.default_code
        self.field = field
        self.values: Mapping[str, object] = values
        # What programs may want to know besides the code: it goes into the error's extensions.
        self.details: Mapping[str, object] = {}
        super().__init__(self.code)

    def __str__(self) -> str:
        # Written when it is read: processes that decode footage raise errors, but load no catalogs.
        return self.message(Language.EN)

    def message(self, language: Language) -> str:
        """The sentence that a person reads."""
        return format_message(self.code, language, self.values)


class UserMistake(WatchgraphError):
    default_code = "INVALID_INPUT"

    @property
    def mistakes(self) -> "Sequence[UserMistake]":
        """What the caller has to correct, one by one."""
        return (self,)


class InvalidInput(UserMistake):
    pass


class SeveralMistakes(InvalidInput):
    """All mistakes of one input, in its order. Code, field and sentence are those of the first.

    `models.mistakes.MistakeCollector` raises it.
    """

    def __init__(self, mistakes: "Sequence[UserMistake]") -> None:
        first = mistakes[0]
        super().__init__(first.code, field=first.field, **first.values)
        self.details = first.details
        self._mistakes = tuple(mistakes)

    @property
    def mistakes(self) -> "Sequence[UserMistake]":
        return self._mistakes


class NotFound(UserMistake):
    default_code = "NOT_FOUND"


class WrongState(UserMistake):
    default_code = "WRONG_STATE"


class QuotaExceeded(WrongState):
    """quota: which one, by its name in `models.messages.measures`; used: what it would be with what was asked for."""

    default_code = "QUOTA_EXCEEDED"

    def __init__(self, *, quota: str, limit: int, used: int, field: tuple[str, ...] = ()) -> None:
        super().__init__(field=field, quota=quota, limit=limit, used=used)


class UnusableMedia(UserMistake):
    default_code = "NOT_A_VIDEO"


class ModelDeclined(UserMistake):
    default_code = "MODEL_DECLINED"


class ResourceExhausted(WatchgraphError):
    default_code = "OUT_OF_MEMORY"

    def to_unusable_media(self) -> UnusableMedia:
        """The same as the caller's to mend, where there is no other try."""
        values: dict[str, Any] = dict(self.values)
        return UnusableMedia(self.code, **values)


class RequestRefused(WatchgraphError):
    default_code = "FORBIDDEN"


class Unauthenticated(RequestRefused):
    default_code = "UNAUTHENTICATED"


class Forbidden(RequestRefused):
    pass


class TooLarge(RequestRefused):
    """One measure of an operation or a request is beyond its limit; both are told to the caller."""

    default_code = "OPERATION_TOO_LARGE"

    def __init__(self, code: str | None = None, *, measure: str, cost: int, limit: int) -> None:
        super().__init__(code, measure=measure, cost=cost, limit=limit)
        self.details = {"measure": measure, "cost": cost, "limit": limit}


class AllowanceExceeded(RequestRefused):
    """A rate (THROTTLED) or a day's budget (BUDGET_EXCEEDED) has too little left until `reset_at`.

    budget: which one, by its name in `models.messages.measures`.
    """

    default_code = "THROTTLED"

    def __init__(
        self, code: str | None = None, *, reset_at: datetime, limit: int | None = None, budget: str | None = None
    ) -> None:
        super().__init__(code, reset_at=reset_at.isoformat(timespec="seconds"), limit=limit, budget=budget)
        self.reset_at = reset_at
        told = {"limit": limit, "budget": budget}
        self.details = {"resetAt": reset_at.isoformat()} | {key: one for key, one in told.items() if one is not None}


class Unavailable(WatchgraphError):
    default_code = "UNAVAILABLE"


class Busy(Unavailable):
    """pool: what is asked for too much, by its name in `models.messages.measures`; reset_at: when to come again."""

    default_code = "BUSY"

    def __init__(self, code: str | None = None, *, pool: str, reset_at: datetime) -> None:
        super().__init__(code, pool=pool, reset_at=reset_at.isoformat(timespec="seconds"))
        self.reset_at = reset_at
        self.details = {"pool": pool, "resetAt": reset_at.isoformat()}


class RequestAbandoned(Unavailable):
    default_code = "ABANDONED"


class Throttled(Unavailable):
    default_code = "UPSTREAM_THROTTLED"


class TimedOut(Unavailable):
    default_code = "UPSTREAM_TIMEOUT"


class ModelFailed(Unavailable):
    default_code = "MODEL_FAILED"


class DiskFull(Unavailable):
    default_code = "DISK_FULL"


class SqlFailed(Unavailable):
    """problem is what the model is told when it is asked to mend the query; nobody else reads it."""

    default_code = "MODEL_FAILED"
