"""Roles: what a field needs of its caller, and whether the caller has it. Fields declare their rules in the schema."""

from dataclasses import dataclass

from models.access.principal import Principal
from models.enums import Role
from models.errors import Forbidden, Unauthenticated

# A role includes the roles before it.
_ROLE_RANKS = {Role.VIEWER: 0, Role.OPERATOR: 1, Role.ADMIN: 2}


@dataclass(frozen=True, slots=True)
class AccessRule:
    """The least role that a field needs. footage: the field takes footage out, so FOOTAGE_ROLE may set another role."""

    role: Role
    footage: bool = False

    def resolve_role(self, footage_role: Role) -> Role:
        """The role that is needed on a server with this FOOTAGE_ROLE."""
        return footage_role if self.footage else self.role

    def exceeds(self, other: Role) -> bool:
        """Whether the rule needs more than this role."""
        return _ROLE_RANKS[self.role] > _ROLE_RANKS[other]


# Pictures: lists and answers contain them.
PICTURE_ACCESS = AccessRule(Role.VIEWER)
# URLs to send bytes to.
UPLOAD_ACCESS = AccessRule(Role.OPERATOR)
# Footage itself, whole or in part, as a file.
FOOTAGE_ACCESS = AccessRule(Role.OPERATOR, footage=True)


def authorize(principal: Principal | None, needed: Role) -> Principal:
    """The principal, if there is one and it has the role. Raises Unauthenticated, Forbidden."""
    if principal is None:
        raise Unauthenticated
    return require_role(principal, needed)


def require_owner(principal: Principal, owner_id: str) -> Principal:
    """The principal, if it owns this session or is OPERATOR. Raises Forbidden.

    owner_id: the user who started the session. Every mutation of a session or of its questions calls this.
    """
    return principal if principal.user_id == owner_id else require_role(principal, Role.OPERATOR)


def require_role(principal: Principal, needed: Role) -> Principal:
    """The principal, if it has this role. Raises Forbidden."""
    if not any(_ROLE_RANKS[role] >= _ROLE_RANKS[needed] for role in principal.roles):
        raise Forbidden(role=needed.value)
    return principal
