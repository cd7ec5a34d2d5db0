"""Passwords of links to packages, and the tokens in links.

A password is hashed by scrypt (RFC 7914), slowly and with much memory: whoever has the database tries few a second. A
token has 256 random bits, so one round of SHA-256 is enough for it.
"""

import base64
import hashlib
import hmac
import secrets

# 32 MiB of memory and a tenth of a second.
_COST, _BLOCK, _PARALLEL = 2**15, 8, 1
_MEMORY_BYTES = 64 << 20
_TOKEN_BYTES, _SALT_BYTES, _HASH_BYTES = 32, 16, 32


def generate_token() -> str:
    """The text of a new link."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def hash_password(password: str) -> str:
    """What is stored of a password. It takes a tenth of a second: call it in a thread."""
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = _derive(password, salt, _COST, _BLOCK, _PARALLEL)
    return "$".join(["scrypt", str(_COST), str(_BLOCK), str(_PARALLEL), _encode(salt), _encode(digest)])


def is_password(password: str, stored: str) -> bool:
    """Whether it is the password. It takes a tenth of a second: call it in a thread."""
    _, cost, block, parallel, salt, digest = stored.split("$")
    derived = _derive(password, base64.b64decode(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(derived, base64.b64decode(digest))


def _derive(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=_MEMORY_BYTES, dklen=_HASH_BYTES
    )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
