"""An identity provider's public keys (JWKS, RFC 7517): fetched on demand, cached, and fetched again for unknown ids."""

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
# Keys that a provider withdrew are accepted at most this long.
CACHE_SECONDS = 600.0
# While the provider does not answer, earlier keys stay valid. Fetches have a minimum distance, because anybody can send
# tokens that name unknown keys.
MAX_STALE_SECONDS = 3600.0
RETRY_PAUSE_SECONDS = 10.0
_TIMEOUT_SECONDS = 5.0
_MAX_BYTES = 256 * 1024
# Key type and curve → the only algorithm to verify its signatures with, whatever a token's header says.
_ALGORITHMS: Mapping[tuple[str, str | None], str] = {
    ("RSA", None): "RS256",
    ("EC", "P-256"): "ES256",
    ("OKP", "Ed25519"): "EdDSA",
}
_ALGORITHM_ALIASES: Mapping[str, set[str]] = {"EdDSA": {"EdDSA", "Ed25519"}}
_MIN_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A key and its only allowed algorithm."""

    key: Any
    algorithm: str


class KeySet:
    """Cached keys. fetch: returns the JWKS document; may raise OSError, TimeoutError or aiohttp.ClientError."""

    def __init__(self, fetch: Callable[[], Awaitable[bytes]], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys: Mapping[str | None, VerificationKey] = {}
        self._fetched_at: float | None = None
        self._attempted_at: float | None = None
        self._lock = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator["KeySet"]:
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout, headers={"Accept": "application/json"}) as session:

            async def fetch() -> bytes:
                # No redirects: keys must come from the configured URL.
                async with session.get(url, allow_redirects=False) as response:
                    if response.status != 200:
                        raise OSError(f"status {response.status}")
                    return await response.content.read(_MAX_BYTES + 1)

            yield cls(fetch)

    async def find(self, kid: str | None) -> VerificationKey | None:
        """The key with this id; without an id, the only key. None where there is no such key.

        Raises Unavailable where no keys were ever fetched, or not for too long.
        """
        if not self._age_is_below(CACHE_SECONDS) or self._get_key(kid) is None:
            await self._refresh(kid)
        if not self._age_is_below(MAX_STALE_SECONDS):
            raise Unavailable(service="identity provider")
        return self._get_key(kid)

    def _get_key(self, kid: str | None) -> VerificationKey | None:
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid)

    def _age_is_below(self, seconds: float) -> bool:
        return self._fetched_at is not None and self._clock() - self._fetched_at < seconds

    async def _refresh(self, kid: str | None) -> None:
        """Fetch the keys, once for all concurrent callers."""
        async with self._lock:
            if self._age_is_below(CACHE_SECONDS) and self._get_key(kid) is not None:
                return
            if self._attempted_at is not None and self._clock() - self._attempted_at < RETRY_PAUSE_SECONDS:
                return
            self._attempted_at = self._clock()
            try:
                self._keys = _parse_jwks(await self._fetch())
            except (OSError, TimeoutError, ValueError, RecursionError, aiohttp.ClientError) as error:
                _log.warning("The identity provider's keys could not be fetched", extra={"problem": repr(error)})
                return
            self._fetched_at = self._clock()


def _parse_jwks(body: bytes) -> Mapping[str | None, VerificationKey]:
    """The signing keys of a document, by kid. Ignores keys of other kinds."""
    if len(body) > _MAX_BYTES:
        raise ValueError("the document is too large")
    document = json.loads(body)
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise ValueError("the document is no JWKS")
    keys: dict[str | None, VerificationKey] = {}
    for entry in document["keys"]:
        key = _parse_key(entry) if isinstance(entry, dict) else None
        if key is not None:
            kid = entry.get("kid")
            keys[kid if isinstance(kid, str) else None] = key
    return keys


def _parse_key(key: Mapping[str, Any]) -> VerificationKey | None:
    algorithm = _ALGORITHMS.get((str(key.get("kty")), None if key.get("crv") is None else str(key["crv"])))
    if algorithm is None or key.get("use", "sig") != "sig":
        return None
    if key.get("alg", algorithm) not in _ALGORITHM_ALIASES.get(algorithm, {algorithm}):
        return None
    try:
        public = jwt.PyJWK(dict(key), algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    # A published private key or a weak key proves nothing.
    if "d" in key or getattr(public, "key_size", _MIN_RSA_BITS) < (_MIN_RSA_BITS if algorithm == "RS256" else 0):
        return None
    return VerificationKey(public, algorithm)
