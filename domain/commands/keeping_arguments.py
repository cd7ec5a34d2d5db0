"""The command lines of `python -m worker` that are about how long footage is kept, and where."""

import argparse
from typing import Any

from models.access.claims import find_organization_flaw

_MAX_DAYS = 36_500


def add_parsers(commands: Any) -> None:
    """Add the commands to the subcommands of an argument parser."""
    retention = commands.add_parser(
        "retention",
        help="show or set for how many days an organization keeps footage, then end",
        description="Without options: show the rule. A camera's retentionDays goes before its organization's rule, and "
        "that before RETENTION_DAYS. Footage that is there follows within minutes, and is announced before it goes.",
    )
    retention.add_argument("--organization", type=_parse_organization, required=True, help="whose footage")
    acts = retention.add_mutually_exclusive_group()
    acts.add_argument("--days", type=_parse_days, help="keep footage for so many days; 0: for good")
    acts.add_argument("--default", action="store_true", help="as RETENTION_DAYS says again")
    orphans = commands.add_parser(
        "orphans",
        help="find what database and buckets do not both know, then end",
        description="Without --mend it changes nothing. Uploads and imports in progress are never touched. It may be "
        "stopped and started again at any time; the product works meanwhile.",
    )
    orphans.add_argument(
        "--mend", action="store_true", help="delete objects that no row needs, and note in rows what is gone"
    )
    orphans.add_argument(
        "--older-than-hours",
        type=_parse_hours,
        default=8 * 24,
        metavar="HOURS",
        help="leave alone what was stored later; 192, longer than an upload token lives",
    )
    tiering = commands.add_parser(
        "tiering",
        help="say which footage would pay to keep in another storage class, then end",
        description="It moves nothing: archiveVideos does. Originals that a rule of the bucket has moved are taken "
        "over.",
    )
    tiering.add_argument("--organization", type=_parse_organization, help="whose footage; without it, everybody's")


def _parse_hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = -1
    if not 0 <= hours <= 24 * _MAX_DAYS:
        raise argparse.ArgumentTypeError("a number of hours from 0 on")
    return hours


def _parse_organization(text: str) -> str:
    flaw = find_organization_flaw(text)
    if flaw is not None:
        raise argparse.ArgumentTypeError(flaw)
    return text


def _parse_days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > _MAX_DAYS:
        raise argparse.ArgumentTypeError(f"a whole number of days from 0 to {_MAX_DAYS}")
    return int(text)
