"""Runs each operation both ways and compares the bytes of the answers."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from graphql import GraphQLError

from bench.plans.generated import GeneratedQuery
from resolvers.core.context import Context
from schema.build import Schema
from schema.compiled.plans import Planner
from schema.guard.document_cache import OperationRejected
from schema.transport.content.json_text import encode_json
from schema.transport.errors import to_client_error


@dataclass(slots=True)
class Comparison:
    """How many operations were answered by plans, without one, refused before they ran, or by a plan that failed.

    differences: what was asked and answered. needless: operations that only the plan failed at.
    """

    planned: int = 0
    unplanned: int = 0
    refused: int = 0
    failed: int = 0
    plan_seconds: float = 0.0
    executor_seconds: float = 0.0
    differences: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)

    def format_line(self) -> str:
        return (
            f"{self.planned} by plans, {self.unplanned} without, {self.failed} by a plan and then the executor, "
            f"{self.refused} refused; {self.plan_seconds:.1f} s of CPU and waiting in plans, "
            f"{self.executor_seconds:.1f} s for the same in the executor; {len(self.differences)} differences"
        )

    async def compare(self, schema: Schema, query: GeneratedQuery, make_context: Callable[[], Context]) -> None:
        context = make_context()
        try:
            admitted = schema.operation_guard.admit(query.text, None, query.variables, context)
        except OperationRejected:
            self.refused += 1
            return
        planner = Planner()
        # The first use of a document is left to the executor.
        await planner.answer(admitted.document, admitted.operation, query.variables, context)
        began = time.perf_counter()
        planned = await planner.answer(admitted.document, admitted.operation, query.variables, make_context())
        seconds = time.perf_counter() - began
        if planner.use.failed:
            self.failed += 1
        elif planned is None:
            self.unplanned += 1
            return
        context = make_context()
        began = time.perf_counter()
        result = await schema.execute(query.text, variable_values=query.variables, context_value=context)
        if planned is None:
            if not result.errors:
                self.needless.append(_describe(query, "", b"null", result.errors or ()))
            return
        self.executor_seconds += time.perf_counter() - began
        self.plan_seconds += seconds
        self.planned += 1
        errors = [to_client_error(error, context) for error in result.errors or ()]
        expected, given = encode_json(result.data), encode_json(planned)
        if errors or expected != given:
            self.differences.append(_describe(query, expected.decode(), given, errors))


def _describe(query: GeneratedQuery, expected: str, given: bytes, errors: Sequence[GraphQLError]) -> str:
    told = [error.formatted for error in errors]
    return f"{query.text}\n  {query.variables}\n  executor {expected[:3000]} {told}\n  plan     {given.decode()[:3000]}"
