"""The scalars DateTime, BigInt and URL. A DateTime always carries an offset, in input and output."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError, ValueNode, value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition

from models.media.signed_urls import SignedUrl

BigInt = NewType("BigInt", int)
URL = NewType("URL", str)
_MAX_SAFE_INTEGER = 2**53 - 1


def _parse_datetime(value: object) -> datetime:
    if isinstance(value, str):
        try:
            time = datetime.fromisoformat(value)
            if time.tzinfo is not None:
                # Raises OverflowError where the offset leads out of the years 1 to 9999.
                time.astimezone(UTC)
                return time
        except (OverflowError, ValueError):
            pass
    raise GraphQLError('A DateTime is RFC 3339 text with an offset, such as "2026-11-20T21:00:00+09:00".')


def _parse_big_int(value: object) -> int:
    if isinstance(value, str) and value.removeprefix("-").isascii() and value.removeprefix("-").isdigit():
        # More digits are out of range or leading zeros, and int() of very many takes long.
        value = int(value) if len(value) <= 20 else _MAX_SAFE_INTEGER + 1
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MAX_SAFE_INTEGER:
        return value
    raise GraphQLError(f"A BigInt is a whole number between -{_MAX_SAFE_INTEGER} and {_MAX_SAFE_INTEGER}.")


def _parse_url(value: object) -> str:
    if isinstance(value, str):
        return value
    raise GraphQLError("A URL is a text.")


def _locate(parse: Callable[[object], Any]) -> Callable[..., Any]:
    """How a literal is parsed: its error says where it stands in the text."""

    def parse_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
        try:
            return parse(value_from_ast_untyped(node, variables))
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None

    return parse_literal


def _serialize_datetime(value: datetime) -> str:
    return value.isoformat()


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        description='A moment: RFC 3339 with an offset, such as "2026-11-20T21:00:00+09:00".',
        serialize=_serialize_datetime,
        parse_value=_parse_datetime,
        parse_literal=_locate(_parse_datetime),
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259#section-6",
        description="A whole number up to 2^53 - 1, as a JSON number. On the way in, decimal text is taken too.",
        serialize=int,
        parse_value=_parse_big_int,
        parse_literal=_locate(_parse_big_int),
    ),
    URL: strawberry.scalar(
        name="URL",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3986",
        description="An absolute URL. Presigned ones hold for a limited time: use them at once and do not store them.",
        serialize=str,
        parse_value=_parse_url,
        parse_literal=_locate(_parse_url),
    ),
}


def to_url(signed: SignedUrl | None) -> URL | None:
    return None if signed is None else URL(signed.url)


def to_expiry(signed: SignedUrl | None) -> datetime | None:
    return None if signed is None else signed.expires_at
