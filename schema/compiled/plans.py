"""Keeps the plans of documents and runs them."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues

from models.errors import Unavailable, WatchgraphError
from resolvers.core.access import may_view
from resolvers.core.context import Context
from schema.compiled.coercion import compile_variables
from schema.compiled.fields import find_flags
from schema.compiled.objects import Compiler
from schema.compiled.steps import Operation, PlanMiss, Run, Step, Unplannable
from schema.guard.complexity import collect_fragments
from schema.guard.document_cache import Document

_log = logging.getLogger(__name__)
# Of one document: an operation with many variables in @skip and @include has a plan for each choice of them.
_MAX_PLANS = 16
_MAX_FLAGS = 8
# A document that is sent once is cheaper to execute than to compile.
_COMPILED_AT_USE = 2
CoerceVariables = Callable[[Mapping[str, Any]], VariableValues | None]


@dataclass(slots=True)
class PlanUse:
    """How many operations of callers ran: by a plan; without one; and by the executor, after a plan that failed."""

    planned: int = 0
    unplanned: int = 0
    failed: int = 0


@dataclass(slots=True)
class DocumentPlans:
    """The plans of one document; None stands for an operation that none can be made of."""

    uses: int = 0
    flags: tuple[str, ...] | None = None
    plans: dict[Any, Step | None] = field(default_factory=dict)
    coercions: dict[str | None, CoerceVariables] = field(default_factory=dict)


class DatabaseAway(Exception):
    """A plan found the database unreachable."""


class Planner:
    """Answers queries by plans. One per schema. enabled: whether it does."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self.use = PlanUse()

    async def answer(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any], context: Context
    ) -> dict[str, Any] | None:
        """The data of the whole answer, which has no errors; None where the ordinary executor has to run it.

        Raises DatabaseAway: the executor has to run it, without waiting for the database once more.
        """
        step, values = self._find_plan(document, operation, variables, context)
        if step is None or values is None:
            self.use.unplanned += 1
            return None
        run = Run(context, values)
        try:
            answer = step.answer(run, [None])
            data: dict[str, Any] = (await answer if step.is_async else answer)[0]
        except Exception as error:
            self.use.failed += 1
            self._note_failure(document, error)
            # The executor reads everything anew.
            context.clear_loaders()
            if isinstance(error, Unavailable) and error.values.get("service") == "database":
                raise DatabaseAway from error
            return None
        self.use.planned += 1
        context.planned = True
        return data

    def _find_plan(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any], context: Context
    ) -> tuple[Step | None, VariableValues | None]:
        # Of callers who may not view, each field is checked by a middleware (schema.graphql.permissions).
        if not self.enabled or operation.operation is not OperationType.QUERY:
            return None, None
        if context.principal is None or not may_view(context.principal):
            return None, None
        plans = document.plans
        if plans is None:
            plans = document.plans = DocumentPlans()
        plans.uses += 1
        if plans.uses < _COMPILED_AT_USE:
            return None, None
        name = operation.name.value if operation.name else None
        if name not in plans.coercions:
            plans.coercions[name] = compile_variables(document.schema, operation)
        values = plans.coercions[name](variables)
        return (None, None) if values is None else (_load_plan(document, plans, operation, values), values)

    def _note_failure(self, document: Document, error: Exception) -> None:
        """Log what the executor may answer otherwise. What a client did wrong, the executor tells the client."""
        if isinstance(error, WatchgraphError | GraphQLError):
            return
        text = document.node.loc.source.body if document.node.loc else ""
        digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
        level = logging.DEBUG if isinstance(error, PlanMiss) else logging.WARNING
        _log.log(level, "A plan failed, and the executor answers", exc_info=error, extra={"document": digest})


def _load_plan(
    document: Document, plans: DocumentPlans, operation: OperationDefinitionNode, values: VariableValues
) -> Step | None:
    name = operation.name.value if operation.name else None
    try:
        if plans.flags is None:
            plans.flags = find_flags(document.node)
        if len(plans.flags) > _MAX_FLAGS:
            return None
        flags = {flag: values.coerced[flag] for flag in plans.flags if flag in values.coerced}
        if any(not isinstance(value, bool) for value in flags.values()):
            return None
    except Unplannable:
        plans.flags = ("",) * (_MAX_FLAGS + 1)
        return None
    key = (name, *flags.items())
    if key not in plans.plans:
        if len(plans.plans) >= _MAX_PLANS:
            return None
        plans.plans[key] = _compile(Operation(document.schema, operation, collect_fragments(document.node), flags))
    return plans.plans[key]


def _compile(operation: Operation) -> Step | None:
    try:
        return Compiler(operation).compile_root()
    except Unplannable as reason:
        _log.debug("The executor runs this operation: %s", reason)
    except Exception:
        _log.warning("A plan cannot be compiled", exc_info=True)
    return None
