"""`python -m worker tokens`: revokes, lists and lifts, says what it did, and refuses what it cannot mean."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from uuid import UUID

import pytest

import worker
from config import Settings
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.revocations import Revocations
from domain.commands.command_line import parse_command_line
from models.access.principal import Principal
from models.access.revocations import Revocation, StoredRevocation


async def command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[bool, str]:
    """Whether it did what was asked for, and what it said."""
    monkeypatch.setattr(sys, "argv", ["worker", "tokens", *arguments])
    well = await worker.run_token_command(settings, parse_command_line())
    return well, capsys.readouterr().out


async def fetch_revocations(settings: Settings, organization: str) -> list[StoredRevocation]:
    postgres = await Postgres.connect(settings.sqlalchemy_url)
    try:
        found = await Revocations(postgres, Audit(postgres)).list_all(Principal("x", organization, frozenset()))
    finally:
        await postgres.close()
    return list(found)


async def test_tokens_are_revoked_listed_and_lifted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def run(*arguments: str) -> tuple[bool, str]:
        return await command(settings, monkeypatch, capsys, *arguments)

    assert await run("list", "--organization", "shop") == (True, "No tokens of shop are revoked.\n")
    before = datetime.now(UTC)
    well, told = await run("revoke", "--organization", "shop", "--user", "김철수")
    assert well
    assert "tokens of 김철수 issued before" in told
    assert "within 5 seconds" in told
    await run("revoke", "--organization", "shop", "--jti", "t-1")
    await run("revoke", "--organization", "shop", "--everybody", "--before", "2026-03-01T09:00:00+09:00")
    await run("revoke", "--organization", "another", "--jti", "t-2")
    everybody, one, user = await fetch_revocations(settings, "shop")
    assert everybody.revocation == Revocation(issued_before=datetime(2026, 3, 1, tzinfo=UTC))
    assert one.revocation == Revocation(token_id="t-1")
    assert user.revocation.user_id == "김철수"
    assert user.revocation.issued_before is not None
    assert before <= user.revocation.issued_before <= datetime.now(UTC)
    assert user.created_by.startswith("command:")

    _, listed = await run("list", "--organization", "shop")
    assert [line.split()[0] for line in listed.splitlines()] == [str(each.id) for each in (everybody, one, user)]
    assert "everybody's tokens issued before 2026-03-01T00:00:00+00:00" in listed
    assert "the token with jti t-1" in listed

    well, told = await run("lift", "--organization", "shop", str(one.id))
    assert (well, "lifted" in told) == (True, True)
    for id_, organization in ((one.id, "shop"), (UUID(int=7), "shop"), (user.id, "another")):
        well, told = await run("lift", "--organization", organization, str(id_))
        assert (well, f"is no revocation of {organization}" in told) == (False, True)
    assert [each.id for each in await fetch_revocations(settings, "shop")] == [everybody.id, user.id]


async def test_a_name_cannot_write_into_the_terminal(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "kim\u001b[2J\u202eadmin\n"
    _, told = await command(settings, monkeypatch, capsys, "revoke", "--organization", "shop", "--user", name)
    assert "\u001b" not in told
    assert "\u202e" not in told
    assert told.count("\n") == 2
    assert [one.revocation.user_id for one in await fetch_revocations(settings, "shop")] == [name]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "act"),
        (["revoke", "--user", "kim"], "--organization"),
        (["revoke", "--organization", "shop"], "--user --everybody --jti"),
        (["revoke", "--organization", "shop", "--user", "kim", "--jti", "x"], "not allowed with"),
        (["revoke", "--organization", "shop", "--user", ""], "1 to 16,384"),
        (["revoke", "--organization", "shop", "--jti", "x" * 256], "1 to 255"),
        (["revoke", "--organization", "", "--everybody"], "1 to 16,384"),
        (["revoke", "--organization", "shop", "--user", "kim", "--before", "yesterday"], "is no moment"),
        (["revoke", "--organization", "shop", "--user", "kim", "--before", "2026-03-01T09:00:00"], "has no offset"),
        (["revoke", "--organization", "shop", "--jti", "x", "--before", "2026-03-01T09:00:00Z"], "--before goes with"),
        (["lift", "--organization", "shop", "seven"], "UUID"),
    ],
)
def test_what_it_cannot_mean_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["worker", "tokens", *arguments])
    with pytest.raises(SystemExit) as ended:
        parse_command_line()
    assert ended.value.code == 2
    assert said in " ".join(capsys.readouterr().err.replace("|", "").split())


@pytest.mark.slow
def test_where_the_database_is_away_it_says_so_and_ends_with_1() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "worker", "tokens", "revoke", "--organization", "shop", "--user", "kim"],
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "database" in done.stdout
    assert "Traceback" not in done.stderr
