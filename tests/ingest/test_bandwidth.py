"""Limits by the hour of the day."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from ingest.bandwidth import Bandwidth, BandwidthError, parse_rule


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 30, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "moment", "rate"),
    [
        ([], at(12), None),
        (["500k"], at(12), 500_000),
        (["22:00-06:00=8M"], at(23), 8_000_000),
        (["22:00-06:00=8M"], at(5, 59), 8_000_000),
        (["22:00-06:00=8M"], at(6), None),
        (["22:00-06:00=8M", "1.5M"], at(12), 1_500_000),
        (["09:00-18:00=0", "1M"], at(9), 0),
        (["09:00-18:00=0", "1M"], at(18), 1_000_000),
    ],
)
def test_the_first_rule_that_applies_counts(rules: list[str], moment: datetime, rate: float | None) -> None:
    assert Bandwidth([parse_rule(rule) for rule in rules], UTC, now=lambda: moment).current_rate() == rate


@pytest.mark.parametrize("text", ["", "fast", "25:00-26=1M", "1X", "-5", "12:70-13:00=1M"])
def test_a_limit_that_cannot_be_read_says_how_one_is_written(text: str) -> None:
    with pytest.raises(BandwidthError, match="22:00-06:00"):
        parse_rule(text)


async def test_senders_together_keep_to_the_rate() -> None:
    bandwidth = Bandwidth([parse_rule("1M")], UTC)
    began = time.monotonic()
    await asyncio.gather(*(bandwidth.take(100_000) for _ in range(15)))
    # A second's worth may go at once; the rest waits.
    assert time.monotonic() - began >= 0.45


async def test_nothing_goes_while_sending_is_paused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.bandwidth._LONGEST_WAIT_SECONDS", 0.01)
    now = [at(10)]
    bandwidth = Bandwidth([parse_rule("09:00-18:00=0")], UTC, now=lambda: now[0])
    taking = asyncio.create_task(bandwidth.take(1))
    await asyncio.sleep(0.05)
    assert not taking.done()
    now[0] = at(18)
    await taking
