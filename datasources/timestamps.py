"""A time stamping authority after RFC 3161, over HTTP (section 3.4)."""

import hashlib
import logging
from dataclasses import dataclass

import aiohttp
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    decode_timestamp_response,
)

from models.errors import Unavailable

_log = logging.getLogger(__name__)
_SERVICE = "time stamping authority"
_TIMEOUT_SECONDS = 30.0
_MAX_BYTES = 256 * 1024
_GRANTED = (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS)


@dataclass(frozen=True, slots=True)
class TimeStampAuthority:
    """url: where requests are posted to."""

    url: str

    async def stamp(self, content: bytes) -> bytes:
        """The authority's response for the SHA-256 of this content, as it sent it. The content itself is not sent.

        Raises Unavailable where it does not answer, or its answer is not a stamp of this content.
        """
        request = TimestampRequestBuilder(content, HashAlgorithm.SHA256).build()
        try:
            answer = await self._post(request.as_bytes())
            problem = find_problem(decode_timestamp_response(answer), content, request.nonce)
        except (OSError, TimeoutError, ValueError, aiohttp.ClientError) as error:
            _log.warning("The time stamping authority gave no stamp", extra={"problem": repr(error)})
            raise Unavailable(service=_SERVICE) from None
        if problem:
            _log.warning("The time stamping authority gave no stamp", extra={"problem": problem})
            raise Unavailable(service=_SERVICE)
        return answer

    async def _post(self, request: bytes) -> bytes:
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS)
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers) as session,
            session.post(self.url, data=request, allow_redirects=False) as response,
        ):
            if response.status != 200:
                raise OSError(f"status {response.status}")
            answer = await response.content.read(_MAX_BYTES + 1)
        if len(answer) > _MAX_BYTES:
            raise ValueError("the answer is too large")
        return answer


def find_problem(response: TimeStampResponse, content: bytes, nonce: int | None) -> str:
    """Why a response is no stamp of this content; empty where it is one. nonce: of the request."""
    if PKIStatus(response.status) not in _GRANTED:
        return f"it refused: {response.status} {response.status_string}"
    info = response.tst_info
    if info.message_imprint.message != hashlib.sha256(content).digest():
        return "it stamped something else"
    return "" if info.nonce == nonce else "it answered another request"
