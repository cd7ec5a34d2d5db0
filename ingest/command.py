"""The command line of the agent."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.bandwidth import BandwidthError, BandwidthRule, parse_rule

_SIZE = re.compile(r"(\d+(?:\.\d+)?)([kMGT]?)")
_UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_DESCRIPTION = "Send a store's footage to Watchgraph, through its public API alone. See docs/ingest.md."


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description=_DESCRIPTION,
        epilog="python -m ingest WAY --help tells the options of each.",
    )
    ways = parser.add_subparsers(title="ways in", dest="way", required=True, metavar="WAY")
    watch = ways.add_parser(
        "watch", help="recordings that a recorder writes into a folder", description="Send recordings of a folder."
    )
    _add_watch(watch)
    # A file of cameras keeps their passwords out of the list of processes.
    rtsp = ways.add_parser(
        "rtsp", help="cameras, which this agent records itself", description=_RTSP, fromfile_prefix_chars="@"
    )
    _add_rtsp(rtsp)
    frigate = ways.add_parser(
        "frigate", help="recordings of a Frigate instance, and what it tracked in them", description=_FRIGATE
    )
    _add_frigate(frigate)
    return parser.parse_args(words)


def _add_watch(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("folder", type=Path)
    add("--pattern", required=True, help="such as '{camera}/{start:%%Y-%%m-%%dT%%H-%%M-%%S}.mp4'")
    add("--camera", help="name of the camera, where the pattern has none")
    add("--settle", type=float, default=10.0, help="seconds without a change until a file is whole (default: 10)")
    _add_shared(command)


_RTSP = """Record cameras over RTSP, by copying their streams, and send the recordings. @FILE reads cameras from a
file, one a line, so that their passwords stand in no list of processes."""


def _add_rtsp(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("cameras", nargs="+", metavar="[NAME=]URL", help="such as gate=rtsp://user:password@10.0.0.7/stream, or @FILE")
    _add_spool(command)
    add("--sound", action="store_true", help="record sound too (default: no)")
    add("--stall", type=_seconds, default=10.0, help="seconds of silence after which a camera is connected anew (10)")
    _add_shared(command)


_FRIGATE = """Send the recordings of a Frigate instance, and what it tracked in them. Its password, or a token, is read
from the environment: FRIGATE_PASSWORD or FRIGATE_TOKEN."""


def _add_frigate(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("frigate", metavar="URL", help="of Frigate, such as https://frigate.local:8971")
    add("--user", help="of Frigate, with FRIGATE_PASSWORD (default: no login, as at port 5000)")
    add("--insecure", action="store_true", help="trust any certificate of Frigate: its own is signed by nobody else")
    add("--cameras", nargs="+", metavar="NAME", help="those to send (default: all that record)")
    add(
        "--footage", choices=("all", "reviews"), default="all", help="what to send: all, or review items (default: all)"
    )
    add("--poll-every", type=float, default=10.0, help="seconds between two questions to Frigate (default: 10)")
    add("--since", type=float, default=24.0, metavar="HOURS", help="how far back to begin, at first (default: 24)")
    _add_spool(command)
    _add_shared(command)


def _add_spool(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--spool", type=Path, required=True, help="a folder of the agent's own, for recordings that wait to be sent")
    add("--minutes", type=_minutes, default=5.0, help="length of a recording, 1 to 15 (default: 5)")
    add("--keep-sent", action="store_true", help="keep recordings that were sent, until --max-disk (default: remove)")


def _add_shared(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--url", required=True, help="the GraphQL endpoint, such as https://watchgraph.example.com/graphql")
    add("--token-file", type=Path, help="a file with the access token; else WATCHGRAPH_TOKEN")
    add("--timezone", type=_zone, default="UTC", help="IANA time zone of the cameras (default: UTC)")
    add(
        "--camera-id",
        type=_camera_id,
        action="append",
        default=[],
        metavar="NAME=ID",
        help="a camera's id at the server; repeatable",
    )
    add("--scan-every", type=float, default=5.0, help="seconds between two looks at the folder (default: 5)")
    add("--limit", type=_rule, action="append", default=[], help="bytes a second: 500k, or 22:00-06:00=8M; repeatable")
    add("--max-disk", type=_size, help="what the recordings may take, such as 500G; sent ones go first")
    add("--when-full", choices=("keep", "drop"), default="keep", help="what becomes of unsent ones (default: keep)")
    add("--parts", type=int, default=2, choices=range(1, 9), metavar="1-8", help="parts sent at once (default: 2)")
    add("--journal", type=Path, help="where the agent keeps what it did (default: below ~/.local/state)")
    add("--status-port", type=int, help="serve status and metrics on 127.0.0.1 at this port")
    add("--retry-refused", action="store_true", help="give recordings that were refused another chance")


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise argparse.ArgumentTypeError(f"{text!r} is no IANA time zone, such as Asia/Seoul") from None
    return text


def _rule(text: str) -> BandwidthRule:
    try:
        return parse_rule(text)
    except BandwidthError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _size(text: str) -> int:
    found = _SIZE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size, such as 500G")
    return int(float(found[1]) * _UNITS[found[2]])


def _camera_id(text: str) -> tuple[str, str]:
    name, _, id_ = text.partition("=")
    if not (name.strip() and id_.strip()):
        raise argparse.ArgumentTypeError(f"{text!r} is no camera's name and id, such as gate=Q2FtZXJhOjE")
    return name.strip(), id_.strip()


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 1 <= minutes <= 15:
        raise argparse.ArgumentTypeError(f"{text!r} is no length of a recording: from 1 to 15 minutes")
    return minutes


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 600:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 1 to 600")
    return seconds
