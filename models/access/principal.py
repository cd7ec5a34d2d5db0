"""Who asks: the first argument of every read and write."""

from dataclasses import dataclass, field
from datetime import datetime

from models.enums import Role


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose token was checked, or the worker acting for one organization.

    organization scopes every row that the principal can see; roles say what it may do. From expires_at on its token is
    taken no more; null: never. issued_at and token_id (the claims iat and jti) are what it can be revoked by; null: it
    has none. These say nothing of who somebody is, so principals that differ in them only are equal.
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
