"""The caller: the first argument of every read and write."""

from dataclasses import dataclass, field
from datetime import datetime

from models.enums import Role


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller with a verified token, or the worker acting for one organization.

    organization limits the rows that the principal can see; roles limit what it may do. Its token is refused from
    expires_at on; null: it does not expire. issued_at and token_id are the claims iat and jti, for revocation; null:
    the token has none. These three do not identify the caller, so equality ignores them.
    """

    user_id: str
    organization: str
    roles: frozenset[Role]
    expires_at: datetime | None = field(default=None, compare=False)
    issued_at: datetime | None = field(default=None, compare=False)
    token_id: str | None = field(default=None, compare=False)

    @classmethod
    def worker(cls, organization: str) -> "Principal":
        """The worker, acting for the organization that a job belongs to."""
        return cls(user_id="worker", organization=organization, roles=frozenset(Role))
