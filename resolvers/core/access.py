"""Which role each root field needs: the one table of it. Fields below the root declare theirs as a Need."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.access.principal import Principal
from models.enums import Role
from models.errors import Forbidden, Unauthenticated

REQUIRED_ROLES: Mapping[str, Role] = {
    "Query.node": Role.VIEWER,
    "Query.nodes": Role.VIEWER,
    "Query.viewer": Role.VIEWER,
    "Query.serverInfo": Role.VIEWER,
    "Query.video": Role.VIEWER,
    "Query.videos": Role.VIEWER,
    "Query.event": Role.VIEWER,
    "Query.events": Role.VIEWER,
    "Query.searchEvents": Role.VIEWER,
    "Query.eventStatistics": Role.VIEWER,
    "Query.tierStatistics": Role.VIEWER,
    "Query.uploadStatus": Role.OPERATOR,
    "Query.promptSession": Role.VIEWER,
    "Query.promptSessions": Role.VIEWER,
    "Query.promptHistory": Role.VIEWER,
    "Query.auditLog": Role.ADMIN,
    "Mutation.requestUpload": Role.OPERATOR,
    "Mutation.confirmUpload": Role.OPERATOR,
    "Mutation.requestUploadParts": Role.OPERATOR,
    "Mutation.abortUpload": Role.OPERATOR,
    "Mutation.deleteVideo": Role.OPERATOR,
    "Mutation.exportClip": Role.OPERATOR,
    "Mutation.requestThumbnailUpload": Role.OPERATOR,
    "Mutation.confirmThumbnailUpload": Role.OPERATOR,
    "Mutation.updateVideo": Role.OPERATOR,
    "Mutation.importEvents": Role.OPERATOR,
    "Mutation.startAnalysis": Role.OPERATOR,
    "Mutation.cancelAnalysis": Role.OPERATOR,
    "Mutation.prompt": Role.VIEWER,
    "Mutation.vlmChat": Role.VIEWER,
    # Of their own sessions; of others', what OPERATOR may.
    "Mutation.cancelPrompt": Role.VIEWER,
    "Mutation.ratePrompt": Role.VIEWER,
    "Mutation.renamePromptSession": Role.VIEWER,
    "Mutation.closePromptSession": Role.VIEWER,
    "Mutation.deletePromptSession": Role.VIEWER,
    "Mutation.generateSummary": Role.OPERATOR,
    "Subscription.analysisProgress": Role.VIEWER,
    "Subscription.summaryProgress": Role.VIEWER,
    "Subscription.promptProgress": Role.VIEWER,
    "Subscription.eventDetected": Role.VIEWER,
}

# A role may do what the roles before it may.
_ROLE_RANKS = {Role.VIEWER: 0, Role.OPERATOR: 1, Role.ADMIN: 2}


@dataclass(frozen=True, slots=True)
class AccessRule:
    """What a field needs of who asks. footage: it takes footage out, so that FOOTAGE_ROLE may say another role."""

    role: Role
    footage: bool = False

    def resolve_role(self, footage_role: Role) -> Role:
        """The role that it needs on a server with this FOOTAGE_ROLE."""
        return footage_role if self.footage else self.role

    def exceeds(self, other: Role) -> bool:
        """Whether it is more than this role."""
        return _ROLE_RANKS[self.role] > _ROLE_RANKS[other]


# Pictures, which lists and answers are made of.
PICTURE_ACCESS = AccessRule(Role.VIEWER)
# Addresses to send bytes to.
UPLOAD_ACCESS = AccessRule(Role.OPERATOR)
# Footage itself, whole or a part of it, as a file.
FOOTAGE_ACCESS = AccessRule(Role.OPERATOR, footage=True)
_ROOT_RULES: Mapping[str, AccessRule] = {
    **{name: AccessRule(role) for name, role in REQUIRED_ROLES.items()},
    "Mutation.exportClip": FOOTAGE_ACCESS,
}


def get_root_rule(field: str) -> AccessRule:
    """What a root field ("Query.video") needs."""
    return _ROOT_RULES[field]


def authorize(principal: Principal | None, needed: Role) -> Principal:
    """The principal, if there is one and its roles reach. Raises Unauthenticated, Forbidden."""
    if principal is None:
        raise Unauthenticated
    return require_role(principal, needed)


def require_owner(principal: Principal, owner_id: str) -> Principal:
    """The principal, if it began this session or may change others', as OPERATOR. Raises Forbidden.

    began: the user who did. Every mutation that takes a session or a question of one asks here.
    """
    return principal if principal.user_id == owner_id else require_role(principal, Role.OPERATOR)


def require_role(principal: Principal, needed: Role) -> Principal:
    """The principal, if its roles reach this one. Raises Forbidden."""
    if not any(_ROLE_RANKS[role] >= _ROLE_RANKS[needed] for role in principal.roles):
        raise Forbidden(role=needed.value)
    return principal
