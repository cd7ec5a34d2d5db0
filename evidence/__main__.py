"""`python -m evidence verify FILE` checks a package; `python -m evidence new-key` makes a signing key.

verify ends with 0 where the package is as it was signed, and by a key that was given, if any was; with 1 where it is
not, and with 2 where the file cannot be read.
"""

import argparse
import base64
import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from evidence.ed25519 import derive_public_key
from evidence.statement import fingerprint, key_id
from evidence.verify import Report, verify

_UNREADABLE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status."""
    options = _build_parser().parse_args(arguments)
    if options.command == "new-key":
        return _print_new_key()
    try:
        trusted = _read_trusted(options.keys, options.fingerprint)
        report = verify(options.file, trusted)
    except (OSError, ValueError) as problem:
        print(f"It cannot be checked: {problem}", file=sys.stderr)
        return _UNREADABLE
    print(describe(options.file, report))
    return 0 if report.is_intact else 1


def describe(file: Path, report: Report) -> str:
    """What a check found, in sentences."""
    if not report.is_intact:
        head = f"NOT VALID: {file} is not a package that was signed as it is, by a key that is trusted."
        return "\n".join([head, *(f"  - {problem}" for problem in report.problems)])
    assert report.signature is not None
    lines = [
        f"INTACT: {file} is as it was signed, to the last byte.",
        f"  package   {report.about.get('packageId', '?')}",
        f"  made at   {report.about.get('createdAt', '?')}, as its maker says",
        f"  files     {report.files}, {report.size} bytes",
        f"  SHA-256   {report.sha256}",
        f"  signed by key {key_id(report.signature.public_key)}, fingerprint {report.signature.fingerprint}",
    ]
    if report.stamped is not None:
        lines.append(f"  time stamp {report.stamped.at.isoformat()}; check its signature with openssl ts -verify")
    if report.about.get("redacted"):
        lines.append("  Its pictures are redacted: people were blurred before it was signed.")
    if report.is_known_key is None:
        lines.append(
            "Whose key that is, this check does not say: compare the fingerprint with the one that the operator of the"
            " cameras publishes, or give it by --fingerprint or --keys."
        )
    return "\n".join(lines)


def _print_new_key() -> int:
    seed = secrets.token_bytes(32)
    public = derive_public_key(seed)
    print(f"EVIDENCE_SIGNING_KEY={base64.b64encode(seed).decode()}")
    print(f"# Keep the line above secret. To publish: key {key_id(public)}, public key {_encode(public)},")
    print(f"# fingerprint {fingerprint(public)}")
    return 0


def _read_trusted(keys: Path | None, fingerprints: Sequence[str] | None) -> set[str] | None:
    """The fingerprints of the trusted keys; None where none was given. Raises OSError and ValueError."""
    if keys is None and not fingerprints:
        return None
    trusted = {one.lower().replace(":", "") for one in fingerprints or ()}
    if keys is not None:
        try:
            listed = json.loads(keys.read_text("utf-8"))["keys"]
            trusted |= {fingerprint(base64.b64decode(one["publicKey"], validate=True)) for one in listed}
        except (KeyError, TypeError, ValueError):
            raise ValueError(f"{keys} is no list of keys as /evidence/keys serves it") from None
    return trusted


def _encode(public: bytes) -> str:
    return base64.b64encode(public).decode()


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evidence", description="Evidence packages of Watchgraph.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("verify", help="check that a package is as it was signed")
    check.add_argument("file", type=Path)
    check.add_argument("--keys", type=Path, help="a file with the operator's public keys, as /evidence/keys serves it")
    check.add_argument("--fingerprint", action="append", help="of a key that is trusted; may be given again")
    commands.add_parser("new-key", help="make a key for EVIDENCE_SIGNING_KEY")
    return parser


if __name__ == "__main__":
    sys.exit(main())
