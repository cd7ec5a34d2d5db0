"""`python -m devstack token`: tokens for development, signed with the key of a state folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from datasources.identity.access_tokens import ClaimNames, TokenRequirements, TokenVerifier
from devstack.__main__ import main
from devstack.state import State
from models.access.principal import Principal
from models.enums import Role


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(tmp_path / "state")
    state.folder.mkdir()
    state.load_secrets()
    return state


def made(state: State, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What the command prints, which is the token and nothing else."""
    assert main(["token", "--state", str(state.folder), *options]) == 0
    out, err = capsys.readouterr()
    assert (out.count("\n"), err) == (1, "")
    return out.strip()


async def read(state: State, token: str) -> Principal:
    return await TokenVerifier(
        state.load_secrets()["secret_key"], None, ClaimNames(), TokenRequirements()
    ).authenticate(token)


async def test_a_token_is_for_everything_in_the_demo_for_a_day(
    state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await read(state, made(state, capsys))
    assert found == Principal("newcomer", "demo", frozenset(Role))
    assert found.expires_at is not None
    assert timedelta(hours=23) < found.expires_at - datetime.now(UTC) < timedelta(hours=25)


async def test_it_may_be_for_somebody_else_with_less_and_for_shorter(
    state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ("--user", "kim", "--organization", "shop", "--role", "VIEWER", "--role", "OPERATOR", "--hours", "1.5")
    found = await read(state, made(state, capsys, *told))
    assert found == Principal("kim", "shop", frozenset({Role.VIEWER, Role.OPERATOR}))
    assert found.expires_at is not None
    assert timedelta(hours=1) < found.expires_at - datetime.now(UTC) < timedelta(hours=2)


def test_without_a_state_there_is_no_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "--state", str(tmp_path / "none")]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "make run" in err


def test_a_role_that_is_none_is_told(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["token", "--state", str(state.folder), "--role", "KING"])
    assert ended.value.code == 2
    assert "VIEWER" in capsys.readouterr().err
