"""Timestamps of FFmpeg are read in one place."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# What tells a time of a packet, a frame or a stream. Assigning one is making footage, not reading it.
_READS = re.compile(
    r"\.(pts|dts|start_time|average_rate|guessed_rate)\b(?!\s*(=[^=]|,[^=]*=[^=]))|\b(frame|packet|decoded)\.time\b"
)
# The muxer looks at the times that a clip's packets were given, not at those of footage.
_PLACES = {"vision/media/timestamps.py", "vision/clips/muxer.py"}


def test_nothing_but_the_stamps_reads_what_ffmpeg_says_about_times() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("vision", "domain", "resolvers", "schema", "datasources")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if _READS.search(line) and str(path.relative_to(ROOT)) not in _PLACES
    ]
    assert found == []
