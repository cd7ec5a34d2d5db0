"""What is signed: the manifest, which has the SHA-256 of every other file, and the statement about the manifest.

Both are JSON in one spelling (sorted names, one space of indentation): no byte of them can be spelled otherwise.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FORMAT = "watchgraph-evidence/1"
ALGORITHM = "Ed25519"
MANIFEST, TIMESTAMP, SIGNATURE = "manifest.json", "timestamp.tsr", "signature.json"
# The files that no manifest lists: they follow all others, in this order.
UNLISTED = (MANIFEST, TIMESTAMP, SIGNATURE)
# What is signed begins so: no signature of anything else can be taken for one of a package.
_CONTEXT = b"Watchgraph evidence package\n"


class BadStatement(Exception):
    """A manifest or a signature is not as it must be. The message says why."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A line of the manifest. sha256: hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The content of signature.json. timestamp_sha256: None where the package has no time stamp."""

    public_key: bytes
    manifest_sha256: str
    timestamp_sha256: str | None
    signature: bytes = b""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the public key, hexadecimal: what people compare."""
        return fingerprint(self.public_key)

    @property
    def message(self) -> bytes:
        """The bytes that are signed."""
        return _CONTEXT + encode(self._fields())

    def to_json(self) -> bytes:
        return encode({**self._fields(), "signature": base64.b64encode(self.signature).decode()})

    def _fields(self) -> dict[str, Any]:
        return {
            "algorithm": ALGORITHM,
            "fingerprint": self.fingerprint,
            "format": FORMAT,
            "keyId": key_id(self.public_key),
            "manifestSha256": self.manifest_sha256,
            "publicKey": base64.b64encode(self.public_key).decode(),
            "timestampSha256": self.timestamp_sha256,
        }


def fingerprint(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()


def key_id(public_key: bytes) -> str:
    """The short name of a key: the beginning of its fingerprint."""
    return fingerprint(public_key)[:16]


def encode(value: Any) -> bytes:
    """JSON in its one spelling."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()


def decode(text: bytes, name: str) -> dict[str, Any]:
    """The object that JSON in its one spelling holds. Raises BadStatement."""
    try:
        value = json.loads(text.decode())
    except (ValueError, RecursionError):
        raise BadStatement(f"{name} is not JSON") from None
    if not isinstance(value, dict) or encode(value) != text:
        raise BadStatement(f"{name} is spelled otherwise than a package spells it")
    return value


def build_manifest(files: Sequence[ListedFile], about: Mapping[str, Any]) -> bytes:
    """The manifest of these files, in their order. about: what else it says, such as when the package was made."""
    listed = [{"name": file.name, "sha256": file.sha256, "size": file.size} for file in files]
    return encode({"about": dict(about), "files": listed, "format": FORMAT})


def parse_manifest(text: bytes) -> tuple[list[ListedFile], dict[str, Any]]:
    """The files of a manifest, and what else it says. Raises BadStatement."""
    value = decode(text, MANIFEST)
    if value.get("format") != FORMAT:
        raise BadStatement(f"{MANIFEST} is not of the format {FORMAT}: check it with another version of this program")
    try:
        files = [ListedFile(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in value["files"]]
        about = dict(value["about"])
    except (KeyError, TypeError, ValueError):
        raise BadStatement(f"{MANIFEST} lacks what a manifest has") from None
    if build_manifest(files, about) != text:
        raise BadStatement(f"{MANIFEST} has more than a manifest has")
    return files, about


def parse_signature(text: bytes) -> Signature:
    """Raises BadStatement."""
    value = decode(text, SIGNATURE)
    if value.get("format") != FORMAT or value.get("algorithm") != ALGORITHM:
        raise BadStatement(f"{SIGNATURE} is of another format: check it with another version of this program")
    try:
        stamp = value["timestampSha256"]
        parsed = Signature(
            base64.b64decode(value["publicKey"], validate=True),
            str(value["manifestSha256"]),
            None if stamp is None else str(stamp),
            base64.b64decode(value["signature"], validate=True),
        )
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise BadStatement(f"{SIGNATURE} lacks what a signature has") from None
    if parsed.to_json() != text:
        raise BadStatement(f"{SIGNATURE} contradicts itself")
    return parsed
