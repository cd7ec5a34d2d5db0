"""`python -m worker tokens`: revokes, lists and lifts, says what it did, and refuses what it cannot mean."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from uuid import UUID

import pytest

import worker_commands
from config import Settings
from datasources.postgres.access.revocations import Revocations
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from domain.commands.command_line import parse_command_line
from models.access.principal import Principal
from models.access.revocations import Revocation, StoredRevocation

CREATE = ["create", "--organization", "shop", "--name", "nvr-1", "--role", "INGEST"]


async def command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[bool, str]:
    """Whether it did what was asked for, and what it said."""
    monkeypatch.setattr(sys, "argv", ["worker", "tokens", *arguments])
    well = await worker_commands.run_token_command(settings, parse_command_line())
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


async def test_a_service_token_is_made_shown_once_listed_and_revoked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def run(*arguments: str) -> tuple[bool, list[str]]:
        well, told = await command(settings, monkeypatch, capsys, *arguments)
        return well, told.splitlines()

    well, told = await run(*CREATE, "--site", "seoul-3", "--site", "busan", "--days", "30")
    assert well
    assert "service token nvr-1, INGEST, for busan, seoul-3, until 20" in told[0]
    token = told[1]
    assert token.startswith("wgs_")
    assert len(token) == 47
    assert "shown once" in told[2]
    assert "within 5 seconds" in told[3]
    # Another of the name is refused; another organization's has its own names.
    well, told = await run(*CREATE)
    assert (well, "has a service token nvr-1 already" in told[0]) == (False, True)
    well, told = await run("create", "--organization", "another", "--name", "nvr-1", "--role", "VIEWER")
    assert (well, "for every site, does not expire" in told[0]) == (True, True)

    _, told = await run("list", "--organization", "shop")
    assert told[0] == "No tokens of shop are revoked."
    assert "service token nvr-1, INGEST, for busan, seoul-3" in told[1]
    assert ": valid, never used  (" in told[1]
    assert token not in "".join(told)

    assert (await run("revoke", "--organization", "shop", "--name", "nvr-1"))[0]
    well, told = await run("revoke", "--organization", "shop", "--name", "nvr-1")
    assert (well, "has no service token nvr-1" in told[0]) == (False, True)
    assert (await run(*CREATE))[0], "the name is free again"
    _, told = await run("list", "--organization", "shop")
    assert [": valid" in line for line in told[1:]] == [True, False]
    assert ": revoked 20" in told[2]


async def test_users_are_limited_to_sites_and_freed_of_that(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def run(act: str, *arguments: str, organization: str = "shop") -> tuple[bool, str]:
        return await command(settings, monkeypatch, capsys, act, "--organization", organization, *arguments)

    assert await run("grants") == (True, "No user of shop has a grant.\n")
    well, told = await run("grant", "--user", "kim", "--site", "서울 3", "--site", "busan")
    assert (well, "kim sees busan, 서울 3, as far as the token allows it." in told) == (True, True)
    assert "within 5 seconds" in told
    await run("grant", "--user", "kim", "--site", "jeju")
    await run("grant", "--user", "lee", "--all-sites")
    await run("grant", "--user", "kim", "--site", "elsewhere", organization="another")
    _, told = await run("grants")
    assert [line.split("  ")[:2] for line in told.splitlines()] == [["kim", "jeju"], ["lee", "every site"]]
    assert (await run("ungrant", "--user", "kim"))[0]
    well, told = await run("ungrant", "--user", "kim")
    assert (well, "kim has no grant" in told) == (False, True)
    assert "elsewhere" in (await run("grants", organization="another"))[1]


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
        (["revoke", "--organization", "shop"], "--user --everybody --jti --name"),
        (["revoke", "--organization", "shop", "--user", "kim", "--jti", "x"], "not allowed with"),
        (["revoke", "--organization", "shop", "--user", ""], "1 to 16,384"),
        (["revoke", "--organization", "shop", "--jti", "x" * 256], "1 to 255"),
        (["revoke", "--organization", "", "--everybody"], "1 to 16,384"),
        (["revoke", "--organization", "shop", "--user", "kim", "--before", "yesterday"], "is no moment"),
        (["revoke", "--organization", "shop", "--user", "kim", "--before", "2026-03-01T09:00:00"], "has no offset"),
        (["revoke", "--organization", "shop", "--jti", "x", "--before", "2026-03-01T09:00:00Z"], "--before goes with"),
        (["lift", "--organization", "shop", "seven"], "UUID"),
        (["revoke", "--organization", "shop", "--name", "n", "--before", "2026-03-01T09:00:00Z"], "--before goes with"),
        (["create", "--organization", "shop", "--role", "INGEST"], "--name"),
        (["create", "--organization", "shop", "--name", "nvr-1"], "--role"),
        (["create", "--organization", "shop", "--name", "nvr-1", "--role", "BOSS"], "INGEST"),
        (["create", "--organization", "shop", "--name", " nvr", "--role", "INGEST"], "begins or ends with a blank"),
        (["create", "--organization", "shop", "--name", "token:a", "--role", "INGEST"], "of a service token"),
        ([*CREATE, "--site", ""], "is no name of a site: it is empty"),
        ([*CREATE, "--site", "a\u001fb"], "cannot be seen"),
        ([*CREATE, "--site", "ab" * 150], "is too long"),
        ([*CREATE, "--days", "0"], "is no number of days"),
        ([*CREATE, "--days", "1.5"], "is no number of days"),
        ([*CREATE, "--days", "999999"], "is no number of days"),
        (["grant", "--organization", "shop", "--user", "kim"], "--site --all-sites"),
        (["grant", "--organization", "shop", "--site", "seoul"], "--user"),
        (["grant", "--organization", "shop", "--user", "kim", "--site", "a", "--all-sites"], "not allowed with"),
        (["ungrant", "--organization", "shop"], "--user"),
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
