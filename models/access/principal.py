"""The caller: the first argument of every read and write."""

from dataclasses import dataclass, field
from datetime import datetime

from models.enums import Role


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller with a verified token, or the worker acting for one organization.

    organization limits the rows that the principal can see, and sites limits them further; None: every site, and what
    has no site. roles limit what it may do. Its token is refused from expires_at on; null: it does not expire.
    issued_at and token_id are the claims iat and jti, for revocation; null: the token has none. token_sites are those
    that the token alone allows, of which a grant may leave fewer. These four do not identify the caller, so equality
    ignores them.
    """

    user_id: str
    organization: str
    roles: frozenset[Role]
    expires_at: datetime | None = field(default=None, compare=False)
    issued_at: datetime | None = field(default=None, compare=False)
    token_id: str | None = field(default=None, compare=False)
    sites: frozenset[str] | None = None
    token_sites: frozenset[str] | None = field(default=None, compare=False)

    @classmethod
    def worker(cls, organization: str, sites: frozenset[str] | None = None) -> "Principal":
        """The worker, acting for the organization that a job belongs to. sites: of whom it answers a question for."""
        return cls(user_id="worker", organization=organization, roles=frozenset(Role), sites=sites)

    @property
    def site_scope(self) -> str:
        """The sites as row-level security compares with them: `all`, or each site after a unit separator.

        No site's name can hold a separator or make the list look like `all`.
        """
        return "all" if self.sites is None else "".join(f"\x1f{site}" for site in sorted(self.sites)) or "\x1f"
