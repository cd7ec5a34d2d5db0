"""graphql-transport-ws, mended where strawberry's handler does not do what its users need.

A context of its own for each operation: loaders must not outlive one. A syntax error ends that operation, not the
socket on which others are running.
"""

from collections.abc import AsyncIterator
from typing import Any, cast

from graphql import GraphQLError
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.subscriptions.protocols.graphql_transport_ws.types import SubscribeMessage
from strawberry.types.execution import ExecutionResult, PreExecutionError

from resolvers.context import Context
from schema.transport.errors import present


class TransportWSHandler(BaseGraphQLTransportWSHandler[Context, None]):
    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """A message that is none of the protocol closes the socket with 4400, as the protocol says."""
        payload: object = message.get("payload")
        if not isinstance(message.get("id"), str) or not isinstance(payload, dict):
            await self.handle_invalid_message("subscribe needs an id and a payload")
            return
        variables = payload.get("variables")
        if not isinstance(payload.get("query"), str) or not (variables is None or isinstance(variables, dict)):
            await self.handle_invalid_message("a payload needs a query as text, and its variables as an object")
            return
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[Context, None]) -> None:
        context = self.context.again()
        results: AsyncIterator[Any] = await self.schema.stream(
            operation.query,
            variable_values=operation.variables,
            context_value=context,
            root_value=self.root_value,
            operation_name=operation.operation_name,
        )
        try:
            async for result in results:
                if isinstance(result, ExecutionResult) and result.errors:
                    result.errors = [present(error, context) for error in result.errors]
                if isinstance(result, PreExecutionError):
                    await operation.send_initial_errors(cast(list[GraphQLError], result.errors))
                    return
                await operation.send_next(result)
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        finally:
            close = getattr(results, "aclose", None)
            if close is not None:
                await close()
            self.operations.pop(operation.id, None)
