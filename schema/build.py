"""Builds the schema. `python -m schema.build` writes schema/schema.graphql."""

from pathlib import Path
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.printer import print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

import schema.graphql.enums  # noqa: F401  (describes the enums)
from schema.graphql.permissions import enforce_access_rules
from schema.graphql.scalars import SCALARS
from schema.graphql.subscription_sharing import SharingExecutionContext
from schema.graphql.text_normalization import describe_texts, normalize_texts
from schema.guard.document_cache import DocumentCache, OperationRejected
from schema.guard.operation_guard import OperationGuard, OperationGuardSettings
from schema.mutations.root import Mutation
from schema.query import Query
from schema.subscriptions import Subscription

SDL_PATH = Path(__file__).with_name("schema.graphql")


class Schema(strawberry.Schema):
    operation_guard: OperationGuard

    async def _prepare_operation_async(
        self, context: ExecutionContext, extensions_runner: SchemaExtensionsRunner
    ) -> PreExecutionError | None:
        """Admit an operation, from HTTP, events or sockets, by the operation guard.

        It replaces strawberry's own parsing and validation, which have no limits.
        """
        if not context.query:
            raise MissingQueryError
        try:
            operation = self.operation_guard.admit(context)
        except OperationRejected as rejection:
            context.pre_execution_errors = rejection.errors
            return PreExecutionError(data=None, errors=rejection.errors)
        type_ = OperationType(operation.operation.value)
        if type_ not in context.allowed_operations:
            raise InvalidOperationTypeError(type_)
        return None

    async def execute(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        """Execute for a single answer. A subscription is refused as the wrong type of operation."""
        allowed = kwargs.get("allowed_operation_types") or set(OperationType)
        kwargs["allowed_operation_types"] = set(allowed) - {OperationType.SUBSCRIPTION}
        return await super().execute(*args, **kwargs)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log nothing here: `schema.transport.errors` logs unexpected errors, with the request's id."""


def create_schema(settings: OperationGuardSettings | None = None, *, sorted_types: bool = False) -> Schema:
    """The schema. sorted_types: for printing only, because sorting rebuilds it with enums that return texts."""
    schema = Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        execution_context_class=SharingExecutionContext,
        config=StrawberryConfig(scalar_map=SCALARS, sort_schema=sorted_types),
    )
    describe_texts(schema._schema)
    normalize_texts(schema._schema)
    enforce_access_rules(schema._schema)
    settings = settings or OperationGuardSettings()
    documents = DocumentCache(
        schema._schema, settings.limits, introspection=settings.introspection, suggestions=settings.suggestions
    )
    schema.operation_guard = OperationGuard(documents, settings)
    return schema


def print_sdl() -> str:
    return print_schema(create_schema(sorted_types=True)) + "\n"


if __name__ == "__main__":
    SDL_PATH.write_text(print_sdl(), encoding="utf-8")
