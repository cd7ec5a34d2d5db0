"""Clients send the same few texts again and again; to parse and validate one takes longer than most reads."""

from collections.abc import Iterator
from contextlib import suppress

from graphql import GraphQLError
from strawberry.extensions import ParserCache, ValidationCache

__all__ = ["ParsedOnce", "ValidationCache"]


class ParsedOnce(ParserCache):
    """Keeps what the latest texts were parsed to."""

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        # What cannot be parsed is left to the schema, which answers it. Raised from here, it would end a socket.
        with suppress(GraphQLError, RecursionError):
            context.graphql_document = self.cached_parse_document(context.query, **context.parse_options)
        yield
