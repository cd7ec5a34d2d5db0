"""Builds the schema. `python -m schema.build` writes schema/schema.graphql and what changed since the last
release."""

import time
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import AbstractContextManager, aclosing, nullcontext
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.printer import print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.schema.schema import StreamResult
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

import schema.graphql.enums  # noqa: F401  (describes the enums)
from datasources.postgres.core.failures import give_up_database
from datasources.telemetry.metrics import PLANNED_OPERATIONS, SUBSCRIBERS, count_operation
from resolvers.core.context import Context
from schema.changelog import write_page
from schema.compiled.plans import DatabaseAway, Planner
from schema.graphql.permissions import enforce_access_rules
from schema.graphql.scalars import SCALARS
from schema.graphql.subscription_sharing import SharingExecutionContext
from schema.graphql.text_normalization import describe_texts, normalize_texts
from schema.guard.document_cache import DocumentCache, OperationRejected
from schema.guard.error_paths import add_paths
from schema.guard.operation_codes import NO_ERROR, get_code
from schema.guard.operation_guard import AdmittedOperation, OperationGuard, OperationGuardSettings
from schema.mutations.root import Mutation
from schema.query import Query
from schema.subscriptions import Subscription

# What `Schema.answer` has admitted, for the execution that follows in the same task.
_ADMITTED: ContextVar[AdmittedOperation | None] = ContextVar("admitted", default=None)
SDL_PATH = Path(__file__).with_name("schema.graphql")


class Schema(strawberry.Schema):
    operation_guard: OperationGuard
    planner: Planner

    async def _prepare_operation_async(
        self, context: ExecutionContext, extensions_runner: SchemaExtensionsRunner
    ) -> PreExecutionError | None:
        """Admit an operation, from HTTP, events or sockets, by the operation guard.

        It replaces strawberry's own parsing and validation, which have no limits.
        """
        try:
            admitted = self._take_admitted(context)
        except OperationRejected as rejection:
            context.pre_execution_errors = rejection.errors
            return PreExecutionError(data=None, errors=rejection.errors)
        context.graphql_document = admitted.document.node
        type_ = OperationType(admitted.operation.operation.value)
        if type_ not in context.allowed_operations:
            raise InvalidOperationTypeError(type_)
        return None

    def _take_admitted(self, context: ExecutionContext) -> AdmittedOperation:
        """The operation, which is admitted once. Raises OperationRejected, MissingQueryError."""
        if not context.query:
            raise MissingQueryError
        admitted = _ADMITTED.get()
        if admitted is not None:
            return admitted
        variables = context.variables or {}
        return self.operation_guard.admit(context.query, context._provided_operation_name, variables, context.context)

    async def execute(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        """Execute for a single answer. A subscription is refused as the wrong type of operation."""
        allowed = kwargs.get("allowed_operation_types") or set(OperationType)
        kwargs["allowed_operation_types"] = set(allowed) - {OperationType.SUBSCRIPTION}
        return await super().execute(*args, **kwargs)

    async def answer(
        self,
        text: str | None,
        variables: Mapping[str, Any],
        context: Context,
        operation_name: str | None,
        allowed: Collection[OperationType],
    ) -> ExecutionResult:
        """The same by a compiled plan where there is one. Raises InvalidOperationTypeError, MissingQueryError."""
        began = time.perf_counter()
        result = await self._answer(text, variables, context, operation_name, allowed)
        count_operation(operation_name, get_code(result), time.perf_counter() - began)
        PLANNED_OPERATIONS.labels("plan" if context.planned else "executor").inc()
        return result

    async def _answer(
        self,
        text: str | None,
        variables: Mapping[str, Any],
        context: Context,
        operation_name: str | None,
        allowed: Collection[OperationType],
    ) -> ExecutionResult:
        if not text:
            raise MissingQueryError
        try:
            admitted = self.operation_guard.admit(text, operation_name, variables, context)
        except OperationRejected as rejection:
            return PreExecutionError(data=None, errors=rejection.errors)
        type_ = OperationType(admitted.operation.operation.value)
        if type_ not in allowed:
            raise InvalidOperationTypeError(type_)
        asking: AbstractContextManager[None] = nullcontext()
        try:
            data = await self.planner.answer(admitted.document, admitted.operation, variables, context)
        except DatabaseAway:
            data, asking = None, give_up_database()
        if data is not None:
            return ExecutionResult(data=data, errors=None)
        token = _ADMITTED.set(admitted)
        try:
            with asking:
                return await self.execute(
                    text,
                    variable_values=dict(variables),
                    context_value=context,
                    operation_name=operation_name,
                    allowed_operation_types=allowed,
                )
        finally:
            _ADMITTED.reset(token)

    async def stream(self, *args: Any, **kwargs: Any) -> StreamResult:
        """Stream the answers to an operation of a socket or an event stream, and count it while it is open."""
        return _count_stream(await super().stream(*args, **kwargs), kwargs.get("operation_name"))

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Say where wrong values of variables are. `schema.transport.errors` logs unexpected errors."""
        if execution_context is not None and execution_context.graphql_document is not None:
            add_paths(execution_context.graphql_document, errors)


async def _count_stream(results: StreamResult, operation_name: str | None) -> AsyncGenerator[Any, None]:
    began, code = time.perf_counter(), NO_ERROR
    SUBSCRIBERS.inc()
    try:
        async with aclosing(results):
            async for result in results:
                if code == NO_ERROR:
                    code = get_code(result)
                yield result
    finally:
        SUBSCRIBERS.dec()
        count_operation(operation_name, code, time.perf_counter() - began)


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
    schema.planner = Planner(enabled=settings.plans)
    return schema


def print_sdl() -> str:
    return print_schema(create_schema(sorted_types=True)) + "\n"


if __name__ == "__main__":
    SDL_PATH.write_text(print_sdl(), encoding="utf-8")
    write_page()
