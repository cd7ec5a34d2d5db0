"""Upload tokens: the announced properties of an upload, signed, so that the client can keep but not change them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

import jwt

from models.errors import InvalidInput
from models.footage.uploads import UploadTerms

Purpose = Literal["video", "thumbnail"]
_ALGORITHM = "HS256"
_AUDIENCES: Mapping[Purpose, str] = {"video": "watchgraph-upload", "thumbnail": "watchgraph-thumbnail"}


class UploadTokens:
    """HS256 tokens under one key. Their own audience prevents any other use."""

    def __init__(self, secret_key: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._key = secret_key
        self._clock = clock

    def issue(self, terms: UploadTerms, purpose: Purpose = "video") -> str:
        """A token that is valid until terms.expires_at."""
        claims = {
            "aud": _AUDIENCES[purpose],
            "exp": terms.expires_at,
            "organization": terms.organization,
            "video": str(terms.video_id),
            "key": terms.key,
            "size": terms.size_bytes,
            "type": terms.content_type,
            "checksum": terms.checksum_sha256,
            "upload": terms.upload_id,
            "part": terms.part_size_bytes,
            "checked": terms.part_checksums,
        }
        return jwt.encode(claims, self._key, _ALGORITHM)

    def read(self, token: str, purpose: Purpose = "video") -> UploadTerms:
        """The terms in a token. Raises InvalidInput: BAD_UPLOAD_TOKEN, UPLOAD_TOKEN_EXPIRED."""
        claims = self._decode_claims(token, purpose)
        expires_at = datetime.fromtimestamp(claims["exp"], UTC)
        if expires_at <= self._clock():
            raise InvalidInput("UPLOAD_TOKEN_EXPIRED", field=("uploadToken",))
        return UploadTerms(
            organization=claims["organization"],
            video_id=UUID(claims["video"]),
            key=claims["key"],
            size_bytes=claims["size"],
            content_type=claims["type"],
            checksum_sha256=claims["checksum"],
            expires_at=expires_at,
            upload_id=claims["upload"],
            part_size_bytes=claims["part"],
            part_checksums=claims.get("checked", False),  # Older tokens lack this claim.
        )

    def _decode_claims(self, token: str, purpose: Purpose) -> dict[str, Any]:
        try:
            if not self._key:
                raise jwt.InvalidKeyError
            return jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCES[purpose],
                # `read` checks the expiry, to tell an expired token from a forged one.
                options={"require": ["exp", "aud"], "verify_exp": False},
            )
        except (jwt.PyJWTError, RecursionError, UnicodeError):
            # PyJWT does not catch the errors of lone surrogates and of too deep nesting.
            raise InvalidInput("BAD_UPLOAD_TOKEN", field=("uploadToken",)) from None
