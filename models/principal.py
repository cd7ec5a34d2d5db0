"""Who asks: the first argument of every read and write."""

from dataclasses import dataclass

from models.enums import Role


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose token was checked, or the worker acting for one organization.

    organization scopes every row that the principal can see; roles say what it may do.
    """

    user_id: str
    organization: str
    roles: frozenset[Role]

    @classmethod
    def worker(cls, organization: str) -> "Principal":
        """The worker, acting for the organization that a job belongs to."""
        return cls(user_id="worker", organization=organization, roles=frozenset(Role))
