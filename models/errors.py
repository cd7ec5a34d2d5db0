"""The errors of the product, as one tree.

    WatchgraphError
    ├── UserMistake             the caller can correct it: an entry of userErrors
    │   ├── InvalidInput        a value that is not allowed; `field` names it
    │   │   └── SeveralMistakes all mistakes of one input; an entry of userErrors each
    │   ├── NotFound            missing, or another organization's: both get the same answer
    │   ├── WrongState          it exists, but its state does not allow this
    │   │   └── QuotaExceeded   the organization's quota is used up
    │   ├── UnusableMedia       the uploaded file is not usable footage; also the reason of a FAILED video
    │   └── ModelDeclined       the model refuses to answer; other words may help, a retry does not
    ├── ResourceExhausted       a file needs more than a subprocess may use: one retry at most
    ├── RequestRefused          a top-level error with extensions.code
    │   ├── Unauthenticated     no token, or an invalid one
    │   ├── Forbidden           the token's roles do not allow this
    │   ├── TooLarge            an operation or request is over a limit, which the error contains
    │   └── AllowanceExceeded   a rate or budget is used up until a time, which the error contains
    └── Unavailable             a service that we need did not answer; a retry may help
        ├── Busy                this server's pool for such work is full until a time, which the error contains
        ├── AccessDenied        the service refuses us: an operator has to allow it
        ├── RequestAbandoned    the client has disconnected
        ├── Throttled           the service asks us to slow down
        ├── TimedOut            the service did not answer in time
        ├── ModelFailed         a model's reply is unusable; a retry may help
        │   └── ModelMisconfigured  the model cannot be used at all until an operator changes a setting
        ├── DiskFull            this machine has no space for a file: the job waits, without using up an attempt
        └── SqlFailed           SQL from a model was refused by us or the database, or took too long

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
        # Values for programs, beside the code: they go into the error's extensions.
        self.details: Mapping[str, object] = {}
        super().__init__(self.code)

    def __str__(self) -> str:
        # Built on demand: subprocesses that decode footage raise errors, but load no catalogs.
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
    """quota: its name in `models.messages.measures`; used: the amount including this request."""

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
        """The same error as a mistake of the caller, when there is no retry left."""
        values: dict[str, Any] = dict(self.values)
        return UnusableMedia(self.code, **values)


class RequestRefused(WatchgraphError):
    default_code = "FORBIDDEN"


class Unauthenticated(RequestRefused):
    default_code = "UNAUTHENTICATED"


class Forbidden(RequestRefused):
    pass


class TooLarge(RequestRefused):
    """An operation or a request is over a limit. The error names the measure, its value and the limit."""

    default_code = "OPERATION_TOO_LARGE"

    def __init__(self, code: str | None = None, *, measure: str, cost: int, limit: int) -> None:
        super().__init__(code, measure=measure, cost=cost, limit=limit)
        self.details = {"measure": measure, "cost": cost, "limit": limit}


class AllowanceExceeded(RequestRefused):
    """A rate (THROTTLED) or a day's budget (BUDGET_EXCEEDED) has too little left until `reset_at`.

    budget: its name in `models.messages.measures`.
    """

    default_code = "THROTTLED"

    def __init__(
        self, code: str | None = None, *, reset_at: datetime, limit: int | None = None, budget: str | None = None
    ) -> None:
        super().__init__(code, reset_at=reset_at.isoformat(timespec="seconds"), limit=limit, budget=budget)
        self.reset_at = reset_at
        extra = {"limit": limit, "budget": budget}
        self.details = {"resetAt": reset_at.isoformat()} | {
            key: value for key, value in extra.items() if value is not None
        }


class Unavailable(WatchgraphError):
    default_code = "UNAVAILABLE"


class Busy(Unavailable):
    """pool: its name in `models.messages.measures`; reset_at: when to retry."""

    default_code = "BUSY"

    def __init__(self, code: str | None = None, *, pool: str, reset_at: datetime) -> None:
        super().__init__(code, pool=pool, reset_at=reset_at.isoformat(timespec="seconds"))
        self.reset_at = reset_at
        self.details = {"pool": pool, "resetAt": reset_at.isoformat()}


class AccessDenied(Unavailable):
    """Callers read the same as where the service does not answer."""


class RequestAbandoned(Unavailable):
    default_code = "ABANDONED"


class Throttled(Unavailable):
    default_code = "UPSTREAM_THROTTLED"


class TimedOut(Unavailable):
    default_code = "UPSTREAM_TIMEOUT"


class ModelFailed(Unavailable):
    default_code = "MODEL_FAILED"


class ModelMisconfigured(ModelFailed):
    """fault: model, access, parameter or request. setting: the one to change; parameter: what the model refuses."""

    default_code = "MODEL_MISCONFIGURED"

    def __init__(self, *, service: str, fault: str, setting: str, parameter: str = "") -> None:
        super().__init__(service=service, fault=fault, setting=setting, parameter=parameter)


class DiskFull(Unavailable):
    default_code = "DISK_FULL"


class FileBeforePending(Unavailable):
    """The file that adjoins a video's beginning is analyzed first."""

    default_code = "FILE_BEFORE_PENDING"


class SqlFailed(Unavailable):
    """problem: text for the model that has to correct the query; nobody else reads it."""

    default_code = "MODEL_FAILED"
