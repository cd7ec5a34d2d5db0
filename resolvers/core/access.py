"""Roles: what a field needs of its caller, and whether the caller has it. Fields declare their rules in the schema."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.access.principal import Principal
from models.enums import Role
from models.errors import Forbidden, Unauthenticated

# The roles that each role includes. INGEST brings footage and reads none: neither it nor VIEWER includes the other.
_INCLUDED: Mapping[Role, frozenset[Role]] = {
    Role.INGEST: frozenset({Role.INGEST}),
    Role.VIEWER: frozenset({Role.VIEWER}),
    Role.OPERATOR: frozenset({Role.INGEST, Role.VIEWER, Role.OPERATOR}),
    Role.ADMIN: frozenset(Role),
}


@dataclass(frozen=True, slots=True)
class AccessRule:
    """The role that a field needs. footage: the field takes footage out, so FOOTAGE_ROLE may set another role.

    playback: the field plays footage, so PLAYBACK_ROLE may set another role. ingest: INGEST may read the field, too,
    because whoever brings footage needs it.
    """

    role: Role
    footage: bool = False
    ingest: bool = False
    playback: bool = False

    def allows(self, role: Role) -> bool:
        """Whether a caller with this role may, on a server that sets no other role for footage."""
        return self.role in _INCLUDED[role] or (self.ingest and role is Role.INGEST)

    def require(self, principal: Principal | None, footage_role: Role, playback_role: Role = Role.VIEWER) -> Principal:
        """The principal, if there is one that may. Raises Unauthenticated, Forbidden.

        footage_role, playback_role: what the server is set to.
        """
        if principal is None:
            raise Unauthenticated
        if self.ingest and Role.INGEST in principal.roles:
            return principal
        needed = footage_role if self.footage else playback_role if self.playback else self.role
        return require_role(principal, needed)


# Pictures: lists and answers contain them.
PICTURE_ACCESS = AccessRule(Role.VIEWER)
# URLs to send bytes to.
UPLOAD_ACCESS = AccessRule(Role.INGEST)
# Footage itself, whole or in part, as a file.
FOOTAGE_ACCESS = AccessRule(Role.OPERATOR, footage=True)
# Footage itself, to be watched.
PLAYBACK_ACCESS = AccessRule(Role.VIEWER, playback=True)
# What whoever brings footage reads as well. The other fields of a node are closed to INGEST.
INGEST_ACCESS = AccessRule(Role.VIEWER, ingest=True)


def may_view(principal: Principal) -> bool:
    """Whether the principal has VIEWER, by itself or by a role that includes it."""
    return has_role(principal, Role.VIEWER)


def require_owner(principal: Principal, owner_id: str) -> Principal:
    """The principal, if it owns this session or is OPERATOR. Raises Forbidden.

    owner_id: the user who started the session. Every mutation of a session or of its questions calls this.
    """
    return principal if principal.user_id == owner_id else require_role(principal, Role.OPERATOR)


def may_change(principal: Principal, owner_id: str) -> bool:
    """Whether `require_owner` lets the principal through."""
    return principal.user_id == owner_id or has_role(principal, Role.OPERATOR)


def has_role(principal: Principal, needed: Role) -> bool:
    """Whether the principal has this role, by itself or by a role that includes it."""
    return any(needed in _INCLUDED[role] for role in principal.roles)


def require_role(principal: Principal, needed: Role) -> Principal:
    """The principal, if it has this role. Raises Forbidden."""
    if not has_role(principal, needed):
        raise Forbidden(role=needed.value)
    return principal
