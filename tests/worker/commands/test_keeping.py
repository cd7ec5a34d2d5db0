"""`python -m worker retention`, `orphans` and `tiering`, as an operator types them."""

import argparse
import sys
from datetime import UTC, datetime, timedelta

import pytest

import worker_commands
from config import Settings
from datasources.postgres.core.engine import Postgres
from domain.commands.command_line import parse_command_line
from models.access.principal import Principal
from tests.support.rows import add_video


def parse(monkeypatch: pytest.MonkeyPatch, line: str) -> argparse.Namespace:
    monkeypatch.setattr(sys, "argv", ["worker", *line.split()])
    return parse_command_line()


async def test_an_organization_s_days_are_shown_set_and_removed(
    settings: Settings, principal: Principal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for options, told in (
        ("", "Footage is kept for 30 days: RETENTION_DAYS"),
        ("--days 14", "Footage is kept for 14 days: set by command:"),
        ("--days 0", "Footage is kept for good: set by command:"),
        ("--default", "Footage is kept for 30 days: RETENTION_DAYS"),
    ):
        arguments = parse(monkeypatch, f"retention --organization {principal.organization} {options}")
        assert await worker_commands.run_retention_command(settings, arguments)
        assert capsys.readouterr().out.startswith(told)


@pytest.mark.parametrize("options", ["--days -1", "--days 1.5", "--days 99999", "--days x", "--days 3 --default"])
def test_days_that_cannot_be_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(monkeypatch, f"retention --organization acme {options}")
    assert ended.value.code == 2
    assert "--days" in capsys.readouterr().err


async def test_what_agrees_is_told_as_such(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await worker_commands.find_orphans(settings, parse(monkeypatch, "orphans --older-than-hours 0"))
    assert "Database and buckets agree." in capsys.readouterr().out


async def test_what_pays_to_move_is_told_and_what_does_not_and_nothing_moves(
    settings: Settings,
    postgres: Postgres,
    principal: Principal,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = datetime.now(UTC)
    size = {"status": "READY", "size_bytes": 1024**3}
    await add_video(postgres, principal, **size)
    dying = {"created_at": now - timedelta(days=28), "expires_at": now + timedelta(days=2)}
    await add_video(postgres, principal, **size, **dying)
    long_kept = {"created_at": now - timedelta(days=100), "expires_at": now + timedelta(days=900)}
    cold = await add_video(postgres, principal, **size, **long_kept)
    arguments = parse(monkeypatch, f"tiering --organization {principal.organization}")
    assert await worker_commands.propose_tiers(settings, arguments)
    told = capsys.readouterr().out
    assert "1 videos, 1.0 GB, to COLD: saves $0.2" in told
    assert str(cold) in told
    assert "1 more are cold enough, but expire too soon" in told
    async with postgres.transaction(principal) as connection:
        rows = await connection.exec_driver_sql("SELECT DISTINCT tier FROM video")
        assert rows.scalars().all() == ["HOT"]
