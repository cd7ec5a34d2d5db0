"""Who asks: the first argument of every read and write."""

from dataclasses import dataclass, field
from datetime import datetime

from models.enums import Role


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose token was checked, or the worker acting for one organization.

    organization scopes every row that the principal can see; roles say what it may do. From expires_at on its token is
    taken no more; null: never. It says nothing of who somebody is, so principals that differ in it only are equal.
    """

    user_id: str
    organization: str
    roles: frozenset[Role]
    expires_at: datetime | None = field(default=None, compare=False)

    @classmethod
    def worker(cls, organization: str) -> "Principal":
        """The worker, acting for the organization that a job belongs to."""
        return cls(user_id="worker", organization=organization, roles=frozenset(Role))
