"""Decides whether the text that a client sent may run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLError, OperationDefinitionNode, OperationType

from models.errors import RequestRefused, TooLarge
from resolvers.core.context import Context
from schema.guard.document_cache import Document, DocumentCache, OperationRejected
from schema.guard.limits import OperationLimits
from schema.guard.rate_limit import RateLimiter

# The share of a caller's points for callers without a valid token, who are counted by network address.
_ANONYMOUS_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class OperationGuardSettings:
    """allowed_documents: the only texts that may run; None: any. body_bytes: of a request; importEvents may send more.

    points_per_minute: see `schema.guard.rate_limit`; 0 for no limit. plans: whether plans are compiled of operations.
    """

    limits: OperationLimits = field(default_factory=OperationLimits)
    introspection: bool = True
    suggestions: bool = True
    points_per_minute: int = 0
    body_bytes: int = 256 * 1024
    allowed_documents: frozenset[str] | None = None
    plans: bool = True


@dataclass(frozen=True, slots=True)
class AdmittedOperation:
    document: Document
    operation: OperationDefinitionNode


class OperationGuard:
    """One per schema and process: it holds the document cache and the rate limiter."""

    def __init__(self, documents: DocumentCache, settings: OperationGuardSettings) -> None:
        self._documents = documents
        self._allowed_documents = settings.allowed_documents
        self._body_bytes = settings.body_bytes
        self._rate_limiter = RateLimiter(settings.points_per_minute)

    def is_subscription(self, text: str, operation_name: str | None, caller: object) -> bool:
        """Whether the operation is a subscription that may be admitted. Costs nothing where it is."""
        if "subscription" not in text or (self._allowed_documents is not None and text not in self._allowed_documents):
            return False
        try:
            document = self._load(text, caller)
            operation = document.select_operation(operation_name)
        except (OperationRejected, GraphQLError):
            return False
        return operation.operation is OperationType.SUBSCRIPTION

    def _load(self, text: str, caller: object) -> Document:
        return self._documents.load(text, stranger=isinstance(caller, Context) and caller.principal is None)

    def admit(
        self, text: str, operation_name: str | None, variables: Mapping[str, Any], caller: object
    ) -> AdmittedOperation:
        """The operation to run. Raises OperationRejected."""
        if self._allowed_documents is not None and text not in self._allowed_documents:
            raise OperationRejected(
                [GraphQLError("This server runs known operations only, and this text is none of them.")]
            )
        document = self._load(text, caller)
        try:
            operation = document.select_operation(operation_name)
            self._charge(caller, variables, document, operation)
        except RequestRefused as error:
            raise OperationRejected([GraphQLError(str(error), original_error=error)]) from None
        except GraphQLError as error:
            raise OperationRejected([error]) from None
        return AdmittedOperation(document, operation)

    def _charge(
        self, caller: object, variables: Mapping[str, Any], document: Document, operation: OperationDefinitionNode
    ) -> None:
        size = self._documents.measure(document, operation, variables)
        cost = size.complexity + size.introspection // 100
        if isinstance(caller, Context):
            if caller.body_bytes > self._body_bytes and not _is_import_only(operation):
                raise TooLarge("REQUEST_TOO_LARGE", measure="bytes", cost=caller.body_bytes, limit=self._body_bytes)
            if caller.principal is None:
                self._rate_limiter.spend((caller.client_address,), cost, share=_ANONYMOUS_SHARE)
            else:
                self._rate_limiter.spend((caller.principal.organization, caller.principal.user_id), cost)


def _is_import_only(operation: OperationDefinitionNode) -> bool:
    selected = operation.selection_set.selections
    return all(isinstance(node, FieldNode) and node.name.value == "importEvents" for node in selected)
