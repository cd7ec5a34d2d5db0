"""What a process knows of who is let in to which sites: whom it holds, whom it limits, and when it knows too little."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from datasources.identity.access_list import MAX_AGE_SECONDS, AccessChange, AccessList, SitesDefault
from datasources.identity.access_tokens import ClaimNames, TokenRequirements, TokenVerifier
from models.access.principal import Principal
from models.access.revocations import Revocation
from models.access.site_access import AccessRules, ServiceToken, SiteGrant, hash_service_token
from models.enums import Role
from models.errors import Unauthenticated, Unavailable

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
REVOKED, SITES = AccessChange.REVOKED, AccessChange.SITES
TOKEN = "wgs_" + "a" * 43


def kim(
    issued: datetime | None = NOON,
    token_id: str | None = "t1",
    organization: str = "shop",
    sites: frozenset[str] | None = None,
) -> Principal:
    return Principal("kim", organization, frozenset(), None, issued, token_id, sites, sites)


def revoking(*what: Revocation) -> AccessRules:
    return AccessRules([("shop", one) for one in what])


def granting(*sites: str, user: str = "kim", organization: str = "shop") -> AccessRules:
    return AccessRules(grants=[SiteGrant(organization, user, frozenset(sites))])


def recorder(**columns: Any) -> ServiceToken:
    made = ServiceToken(
        UUID(int=1), "shop", "nvr-1", Role.INGEST, frozenset({"seoul"}), hash_service_token(TOKEN), None, NOON
    )
    return replace(made, **columns)


def knowing(rules: AccessRules, default: SitesDefault = "all") -> AccessList:
    known = AccessList(Rows().open_reader, default)
    known.replace_all(rules)
    return known


class Rows:
    """What the database would tell, and a clock to turn."""

    def __init__(self) -> None:
        self.told: AccessRules | None = AccessRules()
        self.used: list[set[UUID]] = []
        self.broken: Exception | None = None
        self.now = 100.0

    @asynccontextmanager
    async def open_reader(self) -> AsyncIterator["Rows"]:
        yield self

    async def read_changes(self) -> AccessRules | None:
        if self.broken is not None:
            raise self.broken
        return self.told

    async def note_used(self, service_token_ids: set[UUID]) -> None:
        self.used.append(service_token_ids)


@asynccontextmanager
async def watched(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AccessList]:
    monkeypatch.setattr("datasources.identity.access_list.REFRESH_SECONDS", 0.01)
    revoked = AccessList(rows.open_reader, clock=lambda: rows.now)
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
            await revoked.admit(kim())
            rows.told = revoking(Revocation(token_id="t1"))
            await soon(lambda: revoked.is_revoked(kim()))
            with pytest.raises(Unauthenticated):
                await revoked.admit(kim())
            # None: as the last time.
            rows.told = None
            await asyncio.sleep(0.05)
            assert revoked.is_revoked(kim())
            rows.told = AccessRules()
            await soon(lambda: not revoked.is_revoked(kim()))
            await revoked.admit(kim())

    @pytest.mark.parametrize("failure", [OSError("away"), TimeoutError()])
    async def test_while_it_cannot_be_read_what_was_known_holds_for_a_while_and_then_nobody_is_let_in(
        self, monkeypatch: pytest.MonkeyPatch, failure: Exception, caplog: pytest.LogCaptureFixture
    ) -> None:
        rows = Rows()
        rows.told = revoking(Revocation(token_id="t1"))
        async with watched(rows, monkeypatch) as revoked:
            await revoked.admit(kim(token_id="t2"))
            with caplog.at_level(logging.WARNING):
                rows.broken = failure
                await asyncio.sleep(0.05)
                rows.now += MAX_AGE_SECONDS - 1
                await revoked.admit(kim(token_id="t2"))
                with pytest.raises(Unauthenticated):
                    await revoked.admit(kim())
                rows.now += 2
                for who in (kim(), kim(token_id="t2"), kim(organization="another")):
                    with pytest.raises(Unavailable):
                        await revoked.admit(who)
            assert len(caplog.records) == 1, "once for each time that it is away"
            rows.broken = None
            await soon(lambda: revoked._is_fresh())
            await revoked.admit(kim(token_id="t2"))

    async def test_before_the_first_look_nobody_is_let_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = Rows()
        rows.broken = OSError("away")
        async with watched(rows, monkeypatch) as revoked:
            with pytest.raises(Unavailable):
                await revoked.admit(kim())
            rows.broken = None
            await soon(lambda: revoked._is_fresh())
            await revoked.admit(kim())

    async def test_who_comes_while_the_first_look_is_made_waits_for_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = Rows()
        rows.told = revoking(Revocation(token_id="t1"))
        async with watched(rows, monkeypatch) as revoked:
            with pytest.raises(Unauthenticated):
                await revoked.admit(kim())

    async def test_without_a_look_at_all_who_waits_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("datasources.identity.access_list._FIRST_READ_TIMEOUT_SECONDS", 0.02)
        with pytest.raises(Unavailable):
            await AccessList(Rows().open_reader).admit(kim())


def note(ended: list[tuple[str, AccessChange]], name: str, change: AccessChange) -> None:
    ended.append((name, change))


class TestFollowing:
    async def test_those_who_are_meant_are_ended_once_and_no_others(self) -> None:
        ended: list[tuple[str, AccessChange]] = []
        revoked = knowing(AccessRules())
        for name, who in (("t1", kim()), ("t2", kim(token_id="t2")), ("other", kim(organization="another"))):
            revoked.subscribe(who, partial(note, ended, name))
        for _ in range(2):
            revoked.replace_all(revoking(Revocation(token_id="t1")))
        assert ended == [("t1", REVOKED)]
        revoked.replace_all(revoking(Revocation("kim", issued_before=NOON + SECOND)))
        assert ended == [("t1", REVOKED), ("t2", REVOKED)]

    async def test_who_left_is_not_ended(self) -> None:
        ended: list[tuple[str, AccessChange]] = []
        revoked = knowing(AccessRules())
        revoked.subscribe(kim(), partial(note, ended, "kim"))()
        revoked.replace_all(revoking(Revocation(token_id="t1")))
        assert ended == []
        assert revoked._subscribers == {}

    async def test_who_begins_just_after_the_revocation_is_ended_too(self) -> None:
        ended: list[tuple[str, AccessChange]] = []
        revoked = knowing(revoking(Revocation(token_id="t1")))
        revoked.subscribe(kim(), partial(note, ended, "kim"))
        assert ended == [], "what follows is not made yet"
        await asyncio.sleep(0)
        assert ended == [("kim", REVOKED)]

    async def test_whose_sites_become_others_is_ended_and_whose_stay_is_not(self) -> None:
        ended: list[tuple[str, AccessChange]] = []
        known = knowing(granting("seoul"))
        known.subscribe(known.limit(kim()), partial(note, ended, "kim"))
        known.subscribe(known.limit(kim(organization="another")), partial(note, ended, "namesake"))
        known.replace_all(granting("seoul"))
        assert ended == []
        known.replace_all(granting("seoul", "busan"))
        assert ended == [("kim", SITES)]

    async def test_a_grant_that_the_token_does_not_reach_changes_nothing(self) -> None:
        ended: list[tuple[str, AccessChange]] = []
        known = knowing(AccessRules())
        known.subscribe(known.limit(kim(sites=frozenset({"seoul"}))), partial(note, ended, "kim"))
        known.replace_all(granting("seoul", "busan"))
        assert ended == []
        known.replace_all(granting("busan"))
        assert ended == [("kim", SITES)]

    async def test_a_service_token_ends_with_its_row(self) -> None:
        ended: list[tuple[str, AccessChange]] = []
        known = knowing(AccessRules(service_tokens=[recorder()]))
        known.subscribe(known.find_service_token(TOKEN), partial(note, ended, "nvr-1"))
        known.replace_all(AccessRules())
        assert ended == [("nvr-1", REVOKED)]


def of(*sites: str) -> frozenset[str]:
    return frozenset(sites)


class TestSites:
    @pytest.mark.parametrize(
        ("claimed", "granted", "default", "seen"),
        [
            (None, (), "all", None),
            (None, (), "none", of()),
            (of("seoul"), (), "none", of("seoul")),
            (of("seoul"), (), "all", of("seoul")),
            (of(), (), "all", of()),
            (None, (of("seoul"),), "all", of("seoul")),
            (None, (of("seoul"),), "none", of("seoul")),
            (None, (None,), "none", None),
            (of("seoul"), (None,), "none", of("seoul")),
            (of("seoul", "busan"), (of("busan", "jeju"),), "all", of("busan")),
            (of("seoul"), (of("busan"),), "all", of()),
            (None, (of(),), "all", of()),
        ],
    )
    def test_a_user_sees_what_both_the_token_and_the_grant_allow(
        self,
        claimed: frozenset[str] | None,
        granted: tuple[frozenset[str] | None, ...],
        default: SitesDefault,
        seen: frozenset[str] | None,
    ) -> None:
        rules = AccessRules(grants=[SiteGrant("shop", "kim", sites) for sites in granted])
        assert knowing(rules, default).limit(kim(sites=claimed)).sites == seen

    def test_a_grant_is_for_one_user_of_one_organization(self) -> None:
        known = knowing(granting("seoul"))
        assert known.limit(kim(organization="another")).sites is None
        assert known.limit(replace(kim(), user_id="lee")).sites is None

    def test_a_grant_that_is_gone_limits_no_more(self) -> None:
        known = knowing(granting("seoul"))
        limited = known.limit(kim())
        known.replace_all(AccessRules())
        assert known.limit(limited).sites is None


class TestServiceTokens:
    def test_a_token_speaks_for_its_row(self) -> None:
        known = knowing(AccessRules(service_tokens=[recorder()]), "none")
        found = known.find_service_token(TOKEN)
        assert (found.user_id, found.organization, found.roles, found.sites) == (
            "token:nvr-1",
            "shop",
            frozenset({Role.INGEST}),
            of("seoul"),
        )

    def test_one_without_sites_sees_every_site_whatever_users_see_by_default(self) -> None:
        known = knowing(AccessRules(service_tokens=[recorder(sites=None)]), "none")
        assert known.find_service_token(TOKEN).sites is None

    @pytest.mark.parametrize("token", ["wgs_", TOKEN + "a", TOKEN[:-1], TOKEN.upper(), "wgs_\ud800", "wgs_\0"])
    def test_any_other_text_is_refused(self, token: str) -> None:
        with pytest.raises(Unauthenticated):
            knowing(AccessRules(service_tokens=[recorder()])).find_service_token(token)

    async def test_it_is_let_in_beside_other_tokens_until_it_expires_or_is_revoked(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows, later = Rows(), datetime.now(UTC) + timedelta(hours=1)
        rows.told = AccessRules(service_tokens=[recorder(expires_at=later)])
        async with watched(rows, monkeypatch) as known:
            verifier = TokenVerifier("", None, ClaimNames(), TokenRequirements(), known)
            assert (await verifier.authenticate(TOKEN)).expires_at == later
            assert (await verifier.verify(TOKEN)).user_id == "token:nvr-1"
            for rules in (
                AccessRules(service_tokens=[recorder(expires_at=datetime.now(UTC) - SECOND)]),
                AccessRules([("shop", Revocation("token:nvr-1", issued_before=NOON + SECOND))], (), [recorder()]),
                AccessRules([("shop", Revocation(issued_before=NOON + SECOND))], (), [recorder()]),
                AccessRules([("shop", Revocation(token_id=str(UUID(int=1))))], (), [recorder()]),
                AccessRules(),
            ):
                known.replace_all(rules)
                rows.told = None
                with pytest.raises(Unauthenticated):
                    await verifier.authenticate(TOKEN)

    async def test_its_use_is_noted_once_a_minute(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = Rows()
        rows.told = AccessRules(service_tokens=[recorder()])
        async with watched(rows, monkeypatch) as known:
            for expected in (1, 2):
                for _ in range(3):
                    await known.admit_service_token(TOKEN)
                await soon(lambda expected=expected: len(rows.used) == expected)
                rows.now += 20
                await asyncio.sleep(0.05)
                await known.admit_service_token(TOKEN)
                await asyncio.sleep(0.05)
                assert rows.used == [{UUID(int=1)}] * expected
                rows.now += 60
                await asyncio.sleep(0.05)
