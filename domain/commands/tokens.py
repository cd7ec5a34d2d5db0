"""`python -m worker tokens`: revoke access tokens before they expire, list revocations, lift them."""

import argparse
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TextIO
from uuid import UUID

from models.access.principal import Principal
from models.access.revocations import Revocation, StoredRevocation

COMMAND = "python -m worker tokens"
# The longest token, and the longest jti that is checked.
_MAX_NAME_LENGTH, _MAX_TOKEN_ID_LENGTH = 16_384, 255


class RevocationStore(Protocol):
    """Storage of revocations, such as `datasources.postgres.tables.revocations`."""

    async def add(self, principal: Principal, revocation: Revocation) -> UUID: ...
    async def remove(self, principal: Principal, id_: UUID) -> Revocation | None: ...
    async def list_all(self, principal: Principal) -> Sequence[StoredRevocation]: ...


class TokenCommand:
    """actor: the caller in the audit log. effective_seconds: until a revocation is effective in all processes."""

    def __init__(
        self,
        revocations: RevocationStore,
        stream: TextIO,
        actor: str,
        effective_seconds: float,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._revocations = revocations
        self._stream = stream
        self._actor = actor
        self._effective_seconds = effective_seconds
        self._clock = clock

    async def run(self, arguments: argparse.Namespace) -> bool:
        """Run the command. False where there is no revocation of the id to lift. Raises WatchgraphError."""
        principal = Principal(self._actor, arguments.organization, frozenset())
        if arguments.act == "revoke":
            return await self._revoke(principal, arguments)
        if arguments.act == "lift":
            return await self._lift(principal, arguments.id)
        await self._list(principal)
        return True

    async def _revoke(self, principal: Principal, arguments: argparse.Namespace) -> bool:
        if arguments.jti is not None:
            revocation = Revocation(token_id=arguments.jti)
        else:
            revocation = Revocation(user_id=arguments.user, issued_before=arguments.before or self._clock())
        id_ = await self._revocations.add(principal, revocation)
        self._print_line(f"{id_}  {_describe(revocation)}")
        self._print_line(
            f"It takes hold within {self._effective_seconds:.0f} seconds, also on sockets and streams that are open."
        )
        return True

    async def _lift(self, principal: Principal, id_: UUID) -> bool:
        revocation = await self._revocations.remove(principal, id_)
        if revocation is None:
            self._print_line(
                f"{id_}  is no revocation of {_escape(principal.organization)}: {COMMAND} list shows those there are"
            )
            return False
        self._print_line(f"{id_}  lifted; taken again, if nothing else revokes them: {_describe(revocation)}")
        return True

    async def _list(self, principal: Principal) -> None:
        stored = await self._revocations.list_all(principal)
        for row in stored:
            when = row.created_at.astimezone(UTC).isoformat(timespec="seconds")
            self._print_line(f"{row.id}  {_describe(row.revocation)}  ({when}, {row.created_by})")
        if not stored:
            self._print_line(f"No tokens of {_escape(principal.organization)} are revoked.")

    def _print_line(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()


def add_parser(commands: Any) -> None:
    """Add the command to the subcommands of an argument parser."""
    tokens = commands.add_parser(
        "tokens",
        help="revoke access tokens, list what is revoked, or lift it, then end",
        description="Tokens that are revoked are refused before they expire. What they were used for already stays "
        "done, and addresses that were signed hold until their end.",
    )
    acts = tokens.add_subparsers(dest="act", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--organization", type=_parse_name, required=True, help="whose tokens, as they name it")
    revoke = acts.add_parser("revoke", parents=[common], help="take tokens no more")
    whose = revoke.add_mutually_exclusive_group(required=True)
    whose.add_argument("--user", type=_parse_name, help="all of this user's (the subject) that were issued until now")
    whose.add_argument("--everybody", action="store_true", help="all of the organization's, likewise")
    whose.add_argument("--jti", type=_parse_token_id, help="the one with this jti")
    revoke.add_argument(
        "--before",
        type=_parse_datetime,
        metavar="TIME",
        help="instead of now: 2026-11-30T12:00:00+09:00; later locks out",
    )
    acts.add_parser("list", parents=[common], help="show what is revoked")
    acts.add_parser("lift", parents=[common], help="undo a revocation").add_argument("id", type=UUID, metavar="ID")


def check_arguments(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """End the process with status 2 where options exclude each other."""
    if arguments.command == "tokens" and getattr(arguments, "before", None) and arguments.jti is not None:
        parser.error("--before goes with --user or --everybody: a jti names one token, whenever it was issued")


def _describe(revocation: Revocation) -> str:
    if revocation.token_id is not None:
        return f"the token with jti {_escape(revocation.token_id)}"
    assert revocation.issued_before is not None
    whose = "everybody's tokens" if revocation.user_id is None else f"tokens of {_escape(revocation.user_id)}"
    return f"{whose} issued before {revocation.issued_before.astimezone(UTC).isoformat(timespec='seconds')}"


def _escape(name: str) -> str:
    """A name without control characters, which a terminal would obey: they are escaped."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in name)


def _parse_name(text: str, longest: int = _MAX_NAME_LENGTH) -> str:
    if not 0 < len(text) <= longest:
        raise argparse.ArgumentTypeError(f"has {len(text)} characters; it may have 1 to {longest:,}")
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text):
        raise argparse.ArgumentTypeError("is no text that a token could hold")
    return text


def _parse_token_id(text: str) -> str:
    return _parse_name(text, _MAX_TOKEN_ID_LENGTH)


def _parse_datetime(text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment: write it like 2026-11-30T12:00:00+09:00") from None
    if value.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no offset: write it like 2026-11-30T12:00:00+09:00, or ...Z")
    return value
