"""The command line of `python -m worker tokens`."""

import argparse
from datetime import datetime
from typing import Any
from uuid import UUID

from models.access.claims import find_organization_flaw, find_user_flaw
from models.enums import Role

# The longest token, and the longest jti that is checked.
_MAX_NAME_LENGTH, _MAX_TOKEN_ID_LENGTH = 16_384, 255
_MAX_DAYS = 36_500


def add_parser(commands: Any) -> None:
    """Add the command to the subcommands of an argument parser."""
    tokens = commands.add_parser(
        "tokens",
        help="make service tokens, revoke tokens, or grant sites to users, list these, or undo them, then end",
        description="Tokens that are revoked are refused before they expire. What they were used for already stays "
        "done, and addresses that were signed hold until their end. A user with a grant sees no other sites, whatever "
        "the token says; a user without one is not limited by grants.",
    )
    acts = tokens.add_subparsers(dest="act", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--organization", type=_parse_name, required=True, help="whose tokens, as they name it")
    _add_revocations(acts, common)
    _add_service_tokens(acts, common)
    _add_grants(acts, common)


def check_arguments(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """End the process with status 2 where options exclude each other."""
    if arguments.command != "tokens" or not getattr(arguments, "before", None):
        return
    if arguments.jti is not None or arguments.name is not None:
        parser.error("--before goes with --user or --everybody: the others name one token, whenever it was issued")


def _add_revocations(acts: Any, common: argparse.ArgumentParser) -> None:
    revoke = acts.add_parser("revoke", parents=[common], help="take tokens no more")
    whose = revoke.add_mutually_exclusive_group(required=True)
    whose.add_argument("--user", type=_parse_name, help="all of this user's (the subject) that were issued until now")
    whose.add_argument("--everybody", action="store_true", help="all of the organization's, likewise")
    whose.add_argument("--jti", type=_parse_token_id, help="the one with this jti")
    whose.add_argument("--name", type=_parse_name, help="the service token of this name")
    revoke.add_argument(
        "--before",
        type=_parse_datetime,
        metavar="TIME",
        help="instead of now: 2026-11-30T12:00:00+09:00; later locks out",
    )
    acts.add_parser("list", parents=[common], help="show what is revoked, and the service tokens")
    acts.add_parser("lift", parents=[common], help="undo a revocation").add_argument("id", type=UUID, metavar="ID")


def _add_service_tokens(acts: Any, common: argparse.ArgumentParser) -> None:
    create = acts.add_parser(
        "create",
        parents=[common],
        help="make a service token, which needs no identity provider, and show it once",
        description="The token is shown once and cannot be shown again. Give it to one device; it acts as the user "
        "token:NAME. Without --site it is good for every site.",
    )
    create.add_argument("--name", type=_parse_service_name, required=True, help="of the device, such as nvr-1")
    create.add_argument("--role", type=Role, choices=list(Role), required=True, help="what it may do")
    _add_sites(create, "a site whose footage it may bring or see; may be given again")
    create.add_argument("--days", type=_parse_days, help="days until it expires; without it, it does not expire")


def _add_grants(acts: Any, common: argparse.ArgumentParser) -> None:
    grant = acts.add_parser(
        "grant",
        parents=[common],
        help="limit a user to sites, instead of an earlier grant",
        description="The user sees these sites at most, and of them those that the token allows.",
    )
    grant.add_argument("--user", type=_parse_name, required=True, help="the user, as tokens name it (the subject)")
    which = grant.add_mutually_exclusive_group(required=True)
    _add_sites(which, "a site that the user may see; may be given again")
    which.add_argument("--all-sites", action="store_true", help="every site, where SITES_DEFAULT is none")
    acts.add_parser("grants", parents=[common], help="show which users are limited to which sites")
    ungrant = acts.add_parser("ungrant", parents=[common], help="withdraw a user's grant: the token alone limits then")
    ungrant.add_argument("--user", type=_parse_name, required=True, help="the user, as tokens name it")


def _add_sites(parser: Any, description: str) -> None:
    parser.add_argument(
        "--site", dest="sites", metavar="SITE", type=_parse_site, action="append", default=None, help=description
    )


def _parse_name(text: str, longest: int = _MAX_NAME_LENGTH) -> str:
    if not 0 < len(text) <= longest:
        raise argparse.ArgumentTypeError(f"has {len(text)} characters; it may have 1 to {longest:,}")
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text):
        raise argparse.ArgumentTypeError("is no text that a token could hold")
    return text


def _parse_token_id(text: str) -> str:
    return _parse_name(text, _MAX_TOKEN_ID_LENGTH)


def _parse_service_name(text: str) -> str:
    flaw = find_user_flaw(text)
    if flaw is not None:
        raise argparse.ArgumentTypeError(f"is no name of a token: it {flaw}")
    return text


def _parse_site(text: str) -> str:
    flaw = find_organization_flaw(text)
    if flaw is not None:
        raise argparse.ArgumentTypeError(f"is no name of a site: it {flaw}")
    return text


def _parse_days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MAX_DAYS:
        raise argparse.ArgumentTypeError(f"is no number of days from 1 to {_MAX_DAYS:,}")
    return int(text)


def _parse_datetime(text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment: write it like 2026-11-30T12:00:00+09:00") from None
    if value.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no offset: write it like 2026-11-30T12:00:00+09:00, or ...Z")
    return value
