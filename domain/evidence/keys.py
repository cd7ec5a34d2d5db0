"""The key that signs packages, and the public keys that check them."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from evidence.statement import ALGORITHM, Signature, fingerprint, key_id

_KEY_BYTES = 32


class BadKey(ValueError):
    """A key of the settings that cannot be used. The message says why, and never what the key is."""


@dataclass(frozen=True, slots=True)
class EvidenceKeys:
    """signing: None where this server signs nothing. former: public keys of packages that were signed before."""

    signing: Ed25519PrivateKey | None = None
    former: Sequence[bytes] = ()

    @classmethod
    def from_settings(cls, signing_key: str, former_keys: str) -> Self:
        """signing_key: 32 bytes in base64, or empty. former_keys: public keys in base64, by commas. Raises BadKey."""
        seed = _decode(signing_key, "EVIDENCE_SIGNING_KEY") if signing_key else None
        return cls(
            None if seed is None else Ed25519PrivateKey.from_private_bytes(seed),
            [_decode(one.strip(), "EVIDENCE_FORMER_KEYS") for one in former_keys.split(",") if one.strip()],
        )

    @property
    def public_key(self) -> bytes | None:
        """The key by which packages that are signed now are checked."""
        return None if self.signing is None else _public_bytes(self.signing)

    def sign(self, manifest_sha256: str, timestamp_sha256: str | None) -> Signature:
        """The signature of a manifest. There has to be a key."""
        assert self.signing is not None
        unsigned = Signature(_public_bytes(self.signing), manifest_sha256, timestamp_sha256)
        signature = self.signing.sign(unsigned.message)
        return Signature(unsigned.public_key, manifest_sha256, timestamp_sha256, signature)

    def publish(self) -> dict[str, Any]:
        """What /evidence/keys serves: the current key first, then the former ones."""
        current = [] if self.public_key is None else [_describe(self.public_key, "CURRENT")]
        former = [_describe(key, "FORMER") for key in self.former if key != self.public_key]
        return {"keys": [*current, *former]}


def _describe(key: bytes, state: str) -> dict[str, str]:
    return {
        "algorithm": ALGORITHM,
        "fingerprint": fingerprint(key),
        "keyId": key_id(key),
        "publicKey": base64.b64encode(key).decode(),
        "state": state,
    }


def _public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _decode(text: str, setting: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != _KEY_BYTES:
        raise BadKey(f"{setting} has to be {_KEY_BYTES} bytes in base64: `python -m evidence new-key` prints a key")
    return key
