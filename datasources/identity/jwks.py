"""An identity provider's public keys (JWKS, RFC 7517): fetched when needed, kept, fetched anew for unknown ones."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt

from models.errors import Unavailable

_log = logging.getLogger(__name__)
# Keys that a provider withdrew are taken no longer than this.
KEPT_SECONDS = 600.0
# While the provider does not answer, keys are taken that were good before; and it is asked again only so often, for
# anybody can send tokens that name unknown keys.
STALE_SECONDS = 3600.0
PAUSE_SECONDS = 10.0
_TIMEOUT_SECONDS = 5.0
_MOST_BYTES = 256 * 1024
# Key type and curve → the one algorithm that its signatures are checked by, whatever a token's header says.
_ALGORITHMS: Mapping[tuple[str, str | None], str] = {
    ("RSA", None): "RS256",
    ("EC", "P-256"): "ES256",
    ("OKP", "Ed25519"): "EdDSA",
}
_SAME: Mapping[str, set[str]] = {"EdDSA": {"EdDSA", "Ed25519"}}
_LEAST_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class Signing:
    """A key, and the algorithm that it is pinned to."""

    key: Any
    algorithm: str


class KeySet:
    """`fetch` brings the JWKS document's bytes; it raises OSError, TimeoutError or aiohttp.ClientError."""

    def __init__(self, fetch: Callable[[], Awaitable[bytes]], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys: Mapping[str | None, Signing] = {}
        self._fetched: float | None = None
        self._tried: float | None = None
        self._lock = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator["KeySet"]:
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout, headers={"Accept": "application/json"}) as session:

            async def fetch() -> bytes:
                # A provider that sends us elsewhere is not the one that was set.
                async with session.get(url, allow_redirects=False) as response:
                    if response.status != 200:
                        raise OSError(f"status {response.status}")
                    return await response.content.read(_MOST_BYTES + 1)

            yield cls(fetch)

    async def find(self, kid: str | None) -> Signing | None:
        """The key of this name; without a name, the only one there is. None: there is none.

        Raises Unavailable where no keys could be fetched so far, or for too long.
        """
        if not self._age_is_below(KEPT_SECONDS) or self._named(kid) is None:
            await self._refresh(kid)
        if not self._age_is_below(STALE_SECONDS):
            raise Unavailable(service="identity provider")
        return self._named(kid)

    def _named(self, kid: str | None) -> Signing | None:
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid)

    def _age_is_below(self, seconds: float) -> bool:
        return self._fetched is not None and self._clock() - self._fetched < seconds

    async def _refresh(self, kid: str | None) -> None:
        """Fetch once for all who wait for it."""
        async with self._lock:
            if self._age_is_below(KEPT_SECONDS) and self._named(kid) is not None:
                return
            if self._tried is not None and self._clock() - self._tried < PAUSE_SECONDS:
                return
            self._tried = self._clock()
            try:
                self._keys = _read(await self._fetch())
            except (OSError, TimeoutError, ValueError, RecursionError, aiohttp.ClientError) as error:
                _log.warning("The identity provider's keys could not be fetched", extra={"problem": repr(error)})
                return
            self._fetched = self._clock()


def _read(body: bytes) -> Mapping[str | None, Signing]:
    """The signing keys of a document, by kid. Keys of other kinds are passed over."""
    if len(body) > _MOST_BYTES:
        raise ValueError("the document is too large")
    document = json.loads(body)
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise ValueError("the document is no JWKS")
    found: dict[str | None, Signing] = {}
    for one in document["keys"]:
        signing = _signing(one) if isinstance(one, dict) else None
        if signing is not None:
            kid = one.get("kid")
            found[kid if isinstance(kid, str) else None] = signing
    return found


def _signing(key: Mapping[str, Any]) -> Signing | None:
    algorithm = _ALGORITHMS.get((str(key.get("kty")), None if key.get("crv") is None else str(key["crv"])))
    if algorithm is None or key.get("use", "sig") != "sig":
        return None
    if key.get("alg", algorithm) not in _SAME.get(algorithm, {algorithm}):
        return None
    try:
        public = jwt.PyJWK(dict(key), algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    # A private key in the document, or a weak one, is nobody's to check with.
    if "d" in key or getattr(public, "key_size", _LEAST_RSA_BITS) < (_LEAST_RSA_BITS if algorithm == "RS256" else 0):
        return None
    return Signing(public, algorithm)
