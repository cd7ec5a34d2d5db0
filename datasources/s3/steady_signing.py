"""Signs URLs as of another time than now, which botocore cannot do.

botocore chooses the class that signs by a name, from a table that anybody may extend. Ours signs as botocore's own
does (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html), but dates the request by the time
that `signing_as_of` sets.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from botocore import auth
from botocore.exceptions import NoCredentialsError

_NAME, _STANDARD = "watchgraph-v4-query", "s3v4-query"
_SIGNED_AT: ContextVar[datetime | None] = ContextVar("signed_at", default=None)
_TIMESTAMP = "%Y%m%dT%H%M%SZ"


class _DatedQueryAuth(auth.S3SigV4QueryAuth):
    def add_auth(self, request: Any) -> None:
        signed_at = _SIGNED_AT.get()
        if signed_at is None:
            super().add_auth(request)
            return
        if self.credentials is None:
            raise NoCredentialsError
        # As botocore's own add_auth, whose first line takes the time of the clock.
        steps: Any = self
        request.context["timestamp"] = signed_at.strftime(_TIMESTAMP)
        steps._modify_request_before_signing(request)
        text = self.string_to_sign(request, self.canonical_request(request))
        steps._inject_signature_to_request(request, self.signature(text, request))


def allow_dated_signing(client: Any) -> None:
    """Have this S3 client sign URLs of GET requests by the class above."""
    auth.AUTH_TYPE_MAPS[_NAME] = _DatedQueryAuth

    def choose(signature_version: str, **_: Any) -> str | None:
        return _NAME if signature_version == _STANDARD else None

    client.meta.events.register("choose-signer.s3.GetObject", choose)


@contextmanager
def signing_as_of(moment: datetime) -> Iterator[None]:
    """URLs that are signed in the block count as signed at this moment (UTC)."""
    token = _SIGNED_AT.set(moment)
    try:
        yield
    finally:
        _SIGNED_AT.reset(token)
