"""What a process knows of revoked tokens: whom it holds, whom it does not, and when it knows too little."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import jwt
import pytest

from datasources.identity.access_tokens import MAX_TOKEN_ID_LENGTH, ClaimNames, TokenRequirements, TokenVerifier
from datasources.identity.revocation_list import MAX_AGE_SECONDS, RevokedTokens
from models.access.principal import Principal
from models.access.revocations import Revocation
from models.errors import Unauthenticated, Unavailable

KEY = "a key of thirty-two characters or more"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def kim(issued: datetime | None = NOON, token_id: str | None = "t1", organization: str = "shop") -> Principal:
    return Principal("kim", organization, frozenset(), None, issued, token_id)


def knowing(*what: Revocation, organization: str = "shop") -> RevokedTokens:
    revoked = RevokedTokens(cast(Any, None))
    revoked.replace_all([(organization, one) for one in what])
    return revoked


class TestWhom:
    @pytest.mark.parametrize(
        ("what", "who", "held"),
        [
            (Revocation(token_id="t1"), kim(), True),
            (Revocation(token_id="t2"), kim(), False),
            (Revocation(token_id="T1"), kim(), False),
            (Revocation(token_id="t1"), kim(token_id=None), False),
            (Revocation(token_id="t1"), kim(organization="another"), False),
            (Revocation("kim", issued_before=NOON + SECOND), kim(), True),
            (Revocation("kim", issued_before=NOON), kim(), False),
            (Revocation("kim", issued_before=NOON - SECOND), kim(), False),
            # It may be any old one.
            (Revocation("kim", issued_before=NOON - SECOND), kim(issued=None), True),
            (Revocation("lee", issued_before=NOON + SECOND), kim(), False),
            (Revocation("lee", issued_before=NOON + SECOND), kim(issued=None), False),
            (Revocation("Kim", issued_before=NOON + SECOND), kim(), False),
            (Revocation("kim", issued_before=NOON + SECOND), kim(organization="another"), False),
            (Revocation(issued_before=NOON + SECOND), kim(), True),
            (Revocation(issued_before=NOON), kim(), False),
            (Revocation(issued_before=NOON), kim(issued=None), True),
            (Revocation(issued_before=NOON + SECOND), kim(organization="another"), False),
        ],
    )
    def test_a_revocation_holds(self, what: Revocation, who: Principal, held: bool) -> None:
        assert knowing(what).is_revoked(who) is held

    def test_the_latest_of_several_counts_in_whichever_order(self) -> None:
        moments = [NOON - SECOND, NOON + SECOND, NOON]
        for user in ("kim", None):
            assert knowing(*(Revocation(user, issued_before=one) for one in moments)).is_revoked(kim())

    def test_one_that_is_gone_holds_no_more(self) -> None:
        revoked = knowing(Revocation(token_id="t1"))
        revoked.replace_all([])
        assert not revoked.is_revoked(kim())


class Rows:
    """What the database would tell, and a clock to turn."""

    def __init__(self) -> None:
        self.told: Sequence[tuple[str, Revocation]] | None = []
        self.broken: Exception | None = None
        self.now = 100.0

    @asynccontextmanager
    async def open_reader(self) -> AsyncIterator["Rows"]:
        yield self

    async def read_changes(self) -> Sequence[tuple[str, Revocation]] | None:
        if self.broken is not None:
            raise self.broken
        return self.told


@asynccontextmanager
async def watched(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RevokedTokens]:
    monkeypatch.setattr("datasources.identity.revocation_list.REFRESH_SECONDS", 0.01)
    revoked = RevokedTokens(cast(Any, rows), lambda: rows.now)
    task = asyncio.create_task(revoked.watch())
    try:
        yield revoked
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def soon(told: Any) -> None:
    async with asyncio.timeout(5):
        while not told():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


class TestWatching:
    async def test_what_is_told_holds_and_what_is_not_told_any_more_does_not(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = Rows()
        async with watched(rows, monkeypatch) as revoked:
            await revoked.check(kim())
            rows.told = [("shop", Revocation(token_id="t1"))]
            await soon(lambda: revoked.is_revoked(kim()))
            with pytest.raises(Unauthenticated):
                await revoked.check(kim())
            # None: as the last time.
            rows.told = None
            await asyncio.sleep(0.05)
            assert revoked.is_revoked(kim())
            rows.told = []
            await soon(lambda: not revoked.is_revoked(kim()))
            await revoked.check(kim())

    @pytest.mark.parametrize("failure", [OSError("away"), TimeoutError()])
    async def test_while_it_cannot_be_read_what_was_known_holds_for_a_while_and_then_nobody_is_let_in(
        self, monkeypatch: pytest.MonkeyPatch, failure: Exception, caplog: pytest.LogCaptureFixture
    ) -> None:
        rows = Rows()
        rows.told = [("shop", Revocation(token_id="t1"))]
        async with watched(rows, monkeypatch) as revoked:
            await revoked.check(kim(token_id="t2"))
            with caplog.at_level(logging.WARNING):
                rows.broken = failure
                await asyncio.sleep(0.05)
                rows.now += MAX_AGE_SECONDS - 1
                await revoked.check(kim(token_id="t2"))
                with pytest.raises(Unauthenticated):
                    await revoked.check(kim())
                rows.now += 2
                for who in (kim(), kim(token_id="t2"), kim(organization="another")):
                    with pytest.raises(Unavailable):
                        await revoked.check(who)
            assert len(caplog.records) == 1, "once for each time that it is away"
            rows.broken = None
            await soon(lambda: revoked._is_fresh())
            await revoked.check(kim(token_id="t2"))

    async def test_before_the_first_look_nobody_is_let_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = Rows()
        rows.broken = OSError("away")
        async with watched(rows, monkeypatch) as revoked:
            with pytest.raises(Unavailable):
                await revoked.check(kim())
            rows.broken = None
            await soon(lambda: revoked._is_fresh())
            await revoked.check(kim())

    async def test_who_comes_while_the_first_look_is_made_waits_for_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = Rows()
        rows.told = [("shop", Revocation(token_id="t1"))]
        async with watched(rows, monkeypatch) as revoked:
            with pytest.raises(Unauthenticated):
                await revoked.check(kim())

    async def test_without_a_look_at_all_who_waits_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("datasources.identity.revocation_list._FIRST_READ_TIMEOUT_SECONDS", 0.02)
        with pytest.raises(Unavailable):
            await RevokedTokens(cast(Any, Rows())).check(kim())


class TestFollowing:
    async def test_those_who_are_meant_are_ended_once_and_no_others(self) -> None:
        revoked, ended = knowing(), []
        for name, who in (("t1", kim()), ("t2", kim(token_id="t2")), ("other", kim(organization="another"))):
            revoked.subscribe(who, lambda name=name: ended.append(name))  # type: ignore[misc]
        for _ in range(2):
            revoked.replace_all([("shop", Revocation(token_id="t1"))])
        assert ended == ["t1"]
        revoked.replace_all([("shop", Revocation("kim", issued_before=NOON + SECOND))])
        assert ended == ["t1", "t2"]

    async def test_who_left_is_not_ended(self) -> None:
        revoked, ended = knowing(), []
        revoked.subscribe(kim(), lambda: ended.append("kim"))()
        revoked.replace_all([("shop", Revocation(token_id="t1"))])
        assert ended == []
        assert revoked._subscribers == {}

    async def test_who_begins_just_after_the_revocation_is_ended_too(self) -> None:
        revoked, ended = knowing(Revocation(token_id="t1")), []
        revoked.subscribe(kim(), lambda: ended.append("kim"))
        assert ended == [], "what follows is not made yet"
        await asyncio.sleep(0)
        assert ended == ["kim"]


class TestClaims:
    """Of these is known what they are revoked by; what would dodge a revocation is refused."""

    async def principal(self, **claims: Any) -> Principal:
        told = {"sub": "kim", "organization": "shop", "roles": [], "exp": 4102444800, **claims}
        return await TokenVerifier(KEY, None, ClaimNames(), TokenRequirements()).authenticate(
            jwt.encode(told, KEY, "HS256")
        )

    async def test_a_principal_knows_when_its_token_was_issued_and_its_id(self) -> None:
        found = await self.principal(iat=1_700_000_000, jti="t1")
        assert (found.issued_at, found.token_id) == (datetime.fromtimestamp(1_700_000_000, UTC), "t1")
        bare = await self.principal()
        assert (bare.issued_at, bare.token_id) == (None, None)

    @pytest.mark.parametrize("iat", [-1e18, -1, 0])
    async def test_a_moment_before_all_counting_is_its_beginning(self, iat: float) -> None:
        assert (await self.principal(iat=iat)).issued_at == datetime.fromtimestamp(0, UTC)

    @pytest.mark.parametrize("ahead", [61, 3600, 10**12, 1e300])
    async def test_a_token_of_the_future_is_refused(self, ahead: float) -> None:
        with pytest.raises(Unauthenticated):
            await self.principal(iat=datetime.now(UTC).timestamp() + ahead)

    @pytest.mark.parametrize("claims", [{"iat": "soon"}, {"iat": [1]}, {"iat": float("inf")}, {"iat": float("nan")}])
    async def test_a_moment_that_is_none_is_refused(self, claims: dict[str, Any]) -> None:
        with pytest.raises(Unauthenticated):
            await self.principal(**claims)

    async def test_an_id_that_is_too_long_to_be_revoked_by_is_none(self) -> None:
        assert (await self.principal(jti="x" * MAX_TOKEN_ID_LENGTH)).token_id == "x" * MAX_TOKEN_ID_LENGTH
        assert (await self.principal(jti="x" * (MAX_TOKEN_ID_LENGTH + 1))).token_id is None
        assert (await self.principal(jti="")).token_id is None
