"""`python -m bench.operation_guard`: measures the CPU of a small query with the operation guard's checks on and off.

Both run in turns, in one process. Off: no limits, rates, security headers or revocation checks; parsing and validation
stay and are cached. On: a hundred tokens and a hundred users of the organization are revoked. It measures CPU time, not
wall time, so that a busy machine disturbs little. It prints the ratio, and exits with 1 if the checks cost more than a
tenth. It needs no stack, because the query reads only the caller.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import jwt
from starlette.types import ASGIApp, Message, Scope

from datasources.identity.access_list import AccessList
from datasources.identity.access_tokens import ClaimNames, TokenRequirements, TokenVerifier
from models.access.revocations import Revocation
from models.access.site_access import AccessRules
from models.enums import Role
from resolvers.core.context import Limits
from schema.build import create_schema
from schema.guard.document_cache import Document
from schema.guard.operation_guard import OperationGuard, OperationGuardSettings
from schema.transport.http import GraphQLView, HttpSettings
from schema.transport.request_id import RequestIdMiddleware
from schema.transport.security_headers import SecurityHeadersMiddleware

_KEY = "a key of thirty-two characters or more"
_BODY = json.dumps({"query": "query Me { viewer { id organization roles } }"}).encode()
_ROUNDS, _REQUESTS = 21, 400
_MAX_RATIO = 1.10


class _FixedRevocations(AccessList):
    """Revocations that are set directly, without a database."""

    def _is_fresh(self) -> bool:
        return True


class _FakeDatasources:
    def __init__(self, *, checked: bool) -> None:
        revoked = _FixedRevocations(cast(Any, None))
        now = datetime.now(UTC)
        revocations = [
            *(("shop", Revocation(token_id=f"token {number}")) for number in range(100)),
            *(("shop", Revocation(user_id=f"user {number}", issued_before=now)) for number in range(100)),
        ]
        revoked.replace_all(AccessRules(revocations))
        self.token_verifier = TokenVerifier(_KEY, None, ClaimNames(), TokenRequirements(), revoked if checked else None)


class _UncheckedGuard(OperationGuard):
    """An operation guard without checks."""

    def _charge(self, caller: object, variables: Any, document: Document, operation: Any) -> None:
        return None


def build_application(*, checked: bool) -> ASGIApp:
    schema = create_schema(OperationGuardSettings(points_per_minute=10**9 if checked else 0))
    if not checked:
        schema.operation_guard = _UncheckedGuard(schema.operation_guard._documents, OperationGuardSettings())
    # Of the limits, a field without footage needs the one that its access rule compares with.
    limits = cast(Limits, SimpleNamespace(footage_role=Role.OPERATOR, playback_role=Role.VIEWER))
    data = cast(Any, _FakeDatasources(checked=checked))
    view = GraphQLView(schema, lambda: (data, limits), HttpSettings())
    return RequestIdMiddleware(SecurityHeadersMiddleware(view)) if checked else RequestIdMiddleware(view)


def build_requester(app: ASGIApp) -> Callable[[], Awaitable[bytes]]:
    now = datetime.now(UTC)
    claims = {
        "sub": "kim",
        "organization": "shop",
        "roles": ["VIEWER"],
        "exp": now + timedelta(hours=1),
        "iat": now,
        "jti": "a token",
    }
    token = jwt.encode(claims, _KEY, "HS256")
    headers = [
        (b"content-type", b"application/json"),
        (b"accept", b"application/graphql-response+json"),
        (b"authorization", f"Bearer {token}".encode()),
        (b"content-length", str(len(_BODY)).encode()),
    ]

    async def request() -> bytes:
        answer = bytearray()

        async def receive() -> Message:
            return {"type": "http.request", "body": _BODY, "more_body": False}

        async def send(message: Message) -> None:
            answer.extend(message.get("body", b""))

        scope: Scope = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "query_string": b"",
            "scheme": "http",
            "headers": headers,
            "client": ("127.0.0.1", 1),
        }
        await app(scope, receive, send)
        return bytes(answer)

    return request


async def measure() -> tuple[float, float]:
    """Median CPU microseconds of a request, with the checks and without."""
    requesters = {checked: build_requester(build_application(checked=checked)) for checked in (True, False)}
    for request in requesters.values():
        assert b'"id":"kim"' in await request()
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(_ROUNDS):
        for checked in (True, False) if number % 2 else (False, True):
            began = time.process_time()
            for _ in range(_REQUESTS):
                await requesters[checked]()
            times[checked].append((time.process_time() - began) / _REQUESTS * 1e6)
    return statistics.median(times[True]), statistics.median(times[False])


def main() -> int:
    on, off = asyncio.run(measure())
    print(f"a small query: {on:.0f} µs of CPU with the door's checks, {off:.0f} µs without: {on / off:.3f} times")
    return 0 if on / off <= _MAX_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
