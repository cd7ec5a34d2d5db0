"""Which role each root field needs: the one table of it."""

from collections.abc import Mapping

from models.enums import Role
from models.errors import Forbidden, Unauthenticated
from models.principal import Principal

REQUIRED: Mapping[str, Role] = {
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
_RANK = {Role.VIEWER: 0, Role.OPERATOR: 1, Role.ADMIN: 2}


def check(principal: Principal | None, field: str) -> Principal:
    """The principal, if it may use this root field ("Query.video").

    Raises Unauthenticated without a principal, Forbidden where its roles do not reach.
    """
    if principal is None:
        raise Unauthenticated
    return reaching(principal, REQUIRED[field])


def reaching(principal: Principal, needed: Role) -> Principal:
    """The principal, if its roles reach this one. Raises Forbidden."""
    if not any(_RANK[role] >= _RANK[needed] for role in principal.roles):
        raise Forbidden(role=needed.value)
    return principal
