"""Which tokens are revoked, as one read of the revocations tells it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from models.access.principal import Principal
from models.access.revocations import Revocation


@dataclass(slots=True)
class _OrganizationRevocations:
    """Revoked token ids, and the times before which issued tokens are revoked: of everybody, and by user."""

    token_ids: set[str] = field(default_factory=set)
    issued_before: datetime | None = None
    issued_before_by_user: dict[str, datetime] = field(default_factory=dict)

    def add(self, revocation: Revocation) -> None:
        if revocation.token_id is not None:
            self.token_ids.add(revocation.token_id)
        elif revocation.issued_before is not None and revocation.user_id is None:
            self.issued_before = max(self.issued_before or revocation.issued_before, revocation.issued_before)
        elif revocation.issued_before is not None and revocation.user_id is not None:
            known = self.issued_before_by_user.get(revocation.user_id, revocation.issued_before)
            self.issued_before_by_user[revocation.user_id] = max(known, revocation.issued_before)

    def revokes(self, principal: Principal) -> bool:
        if principal.token_id in self.token_ids:
            return True
        floors = (self.issued_before, self.issued_before_by_user.get(principal.user_id))
        # A token without an issue time may be older than the revocation.
        issued = principal.issued_at
        return any(floor is not None and (issued is None or issued < floor) for floor in floors)


class RevocationList:
    """revocations: each with its organization."""

    def __init__(self, revocations: Iterable[tuple[str, Revocation]] = ()) -> None:
        self._by_organization: dict[str, _OrganizationRevocations] = {}
        for organization, revocation in revocations:
            self._by_organization.setdefault(organization, _OrganizationRevocations()).add(revocation)

    def revokes(self, principal: Principal) -> bool:
        """Whether the principal's token is revoked."""
        revocations = self._by_organization.get(principal.organization)
        return revocations is not None and revocations.revokes(principal)
