"""Whoever has a link gets exactly its package, until it expires or is revoked, and every opening is noted."""

import asyncio
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from models.tables import EvidencePackage
from resolvers.core.ids import Kind, decode, encode
from tests.schema.evidence.conftest import EvidenceDesk
from tests.schema.uploads.sending import error_codes
from tests.support.serving import ApiTestClient

CREATE = """mutation ($input: CreateShareInput!) { createShare(input: $input) {
  share { id url expiresAt revokedAt openedCount package { id } } userErrors { code field message }
} }"""
REVOKE = """mutation ($id: ID!) { revokeShare(id: $id) {
  share { id url revokedAt openedCount } userErrors { code } } }"""
CONTENT = b"the package, or what stands for it here"


def in_days(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


async def create(api: ApiTestClient, **wanted: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.data(CREATE, input={"expiresAt": in_days(1), **wanted}))["createShare"]
    return answer


async def add_package(desk: EvidenceDesk, postgres: Postgres) -> str:
    key = f"{desk.principal.organization}/evidence/{uuid.uuid4()}/one.zip"
    stored = await desk.data.objects.put("highlights", key, CONTENT, "application/zip")
    values = {
        "organization": desk.principal.organization,
        "user_id": "tester",
        "ordered": {"language": "KO"},
        "object_key": key,
        "etag": stored.etag,
        "object_version": stored.version,
        "size_bytes": len(CONTENT),
        "checksum_sha256": "ab" * 32,
        "key_id": "0123456789abcdef",
        "completed_at": datetime.now(UTC),
    }
    package = EvidencePackage.__table__
    async with postgres.transaction(desk.principal) as connection:
        added = await connection.execute(package.insert().values(**values).returning(package.c.id))
        return encode(Kind.EVIDENCE_PACKAGE, added.scalar_one())


@pytest.fixture
async def package(desk: EvidenceDesk, postgres: Postgres) -> str:
    return await add_package(desk, postgres)


def path_of(url: str) -> str:
    assert url.startswith("https://cctv.example.com/shares/")
    return url.removeprefix("https://cctv.example.com")


async def test_a_link_shows_the_package_counts_openings_and_ends_when_it_is_revoked(
    desk: EvidenceDesk, package: str, address: str
) -> None:
    made = (await create(desk.api, packageId=package))["share"]
    path = path_of(made["url"])
    assert (made["openedCount"], made["package"]["id"]) == (0, package)
    async with httpx.AsyncClient(base_url=address, headers={"accept-language": "en"}) as outsider:
        shown = await outsider.get(path)
        assert (shown.status_code, "ab" * 32 in shown.text) == (200, True)
        assert "X-Amz" not in shown.text
        opened = await outsider.post(path)
        assert opened.status_code == 200
        [url] = re.findall(r'href="(http[^"]+)"', opened.text)
        downloaded = await outsider.get(url.replace("&amp;", "&"))
        assert downloaded.content == CONTENT
        assert "attachment" in downloaded.headers["content-disposition"]
        revoked = (await desk.api.data(REVOKE, id=made["id"]))["revokeShare"]
        assert (revoked["share"]["openedCount"], revoked["share"]["url"]) == (1, None)
        assert revoked["share"]["revokedAt"] is not None
        gone = await outsider.get(path)
        assert (gone.status_code, "expired or been revoked" in gone.text) == (404, True)
        assert (await outsider.post(path)).status_code == 404
    again = (await desk.api.data(REVOKE, id=made["id"]))["revokeShare"]
    assert again["share"]["revokedAt"] == revoked["share"]["revokedAt"]
    noted = await desk.api.data("{ auditLog { edges { node { action userId } } } }")
    actions = [(edge["node"]["action"], edge["node"]["userId"][:6]) for edge in noted["auditLog"]["edges"]]
    assert ("shareOpened", "share:") in actions
    assert {"createShare", "revokeShare"} <= {action for action, _ in actions}


async def test_the_pages_run_nothing_and_are_kept_nowhere(desk: EvidenceDesk, package: str, address: str) -> None:
    path = path_of((await create(desk.api, packageId=package))["share"]["url"])
    async with httpx.AsyncClient(base_url=address) as outsider:
        for answer in (await outsider.get(path), await outsider.post(path), await outsider.get("/shares/nonsense")):
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "script-src" not in policy
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["x-frame-options"] == "DENY"
            assert "noindex" in answer.headers["x-robots-tag"]
        # In the package's language, where the browser names none of ours.
        assert 'lang="ko"' in (await outsider.get(path, headers={"accept-language": "fr"})).text


async def test_a_link_that_has_expired_or_never_was_answers_alike(
    desk: EvidenceDesk, package: str, address: str, postgres: Postgres
) -> None:
    path = path_of((await create(desk.api, packageId=package, expiresAt=in_days(0.00002)))["share"]["url"])
    await asyncio.sleep(2)
    async with httpx.AsyncClient(base_url=address) as outsider:
        answers = [await outsider.get(one) for one in (path, f"/shares/{'A' * 43}", "/shares/x", "/shares/%00")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


async def test_a_password_is_needed_and_cannot_be_guessed(desk: EvidenceDesk, package: str, address: str) -> None:
    made = (await create(desk.api, packageId=package, password="correct horse"))["share"]
    path = path_of(made["url"])
    async with httpx.AsyncClient(base_url=address, headers={"accept-language": "ko"}, timeout=60) as outsider:
        shown = await outsider.get(path)
        assert (shown.status_code, "ab" * 32 in shown.text) == (200, False)
        assert (await outsider.post(path)).status_code == 403
        opened = await outsider.post(path, data={"password": "correct horse"})
        assert (opened.status_code, "X-Amz" in opened.text) == (200, True)
        # Many at once: no more of them are compared than one after the other.
        guesses = await asyncio.gather(*(outsider.post(path, data={"password": f"guess {n}"}) for n in range(12)))
        assert sorted(answer.status_code for answer in guesses) == [403] * 5 + [429] * 7
        locked = await outsider.post(path, data={"password": "correct horse"})
        assert (locked.status_code, "잠겨 있습니다" in locked.text) == (429, True)
    noted = await desk.api.data('{ auditLog(filter: {actions: ["shareRefused"]}) { totalCount } }')
    assert noted["auditLog"]["totalCount"] == 6


async def test_every_mistake_of_a_link_is_told_at_once(
    desk: EvidenceDesk, package: str, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = await create(desk.api, packageId="nonsense", expiresAt=in_days(-1), password="short")
    assert error_codes(wrong) == ["SHARE_EXPIRED", "SHARE_PASSWORD_SHORT", "NOT_FOUND"]
    assert error_codes(await create(desk.api, packageId=package, expiresAt=in_days(31))) == ["SHARE_TOO_LONG"]
    monkeypatch.setattr("resolvers.evidence.share.MAX_SHARES", 2)
    for _ in range(2):
        assert error_codes(await create(desk.api, packageId=package)) == []
    assert error_codes(await create(desk.api, packageId=package)) == ["SHARE_TOO_MANY"]


async def test_a_package_that_is_not_complete_is_neither_shared_nor_disclosed(
    desk: EvidenceDesk, postgres: Postgres
) -> None:
    from tests.support.rows import add_video

    video = await add_video(postgres, desk.principal, status="READY", duration_seconds=60.0)
    waiting = (await desk.export(videoId=encode(Kind.VIDEO, video)))["package"]["id"]
    assert error_codes(await create(desk.api, packageId=waiting)) == ["EVIDENCE_NOT_DONE"]


async def test_another_organization_finds_neither_package_nor_link(
    desk: EvidenceDesk, package: str, tokens: Callable[[Principal], str]
) -> None:
    made = (await create(desk.api, packageId=package))["share"]
    stranger = desk.api.with_token(tokens(Principal("stranger", "another organization", frozenset(Role))))
    assert error_codes(await create(stranger, packageId=package)) == ["NOT_FOUND"]
    assert error_codes((await stranger.data(REVOKE, id=made["id"]))["revokeShare"]) == ["NOT_FOUND"]


async def test_an_object_that_took_the_package_s_place_is_not_handed_out(
    desk: EvidenceDesk, package: str, address: str
) -> None:
    path = path_of((await create(desk.api, packageId=package))["share"]["url"])
    key = decode(Kind.EVIDENCE_PACKAGE, package)
    assert key is not None
    [row] = await desk.data.evidence.packages.get_by_ids(desk.principal, [key])
    assert row is not None
    assert row["object_key"] is not None
    await desk.data.objects.put("highlights", row["object_key"], b"something else", "application/zip")
    read = "query ($id: ID!) { node(id: $id) { ... on EvidencePackage { url } } }"
    assert await desk.api.code(read, id=package) == "EVIDENCE_REPLACED"
    async with httpx.AsyncClient(base_url=address) as outsider:
        assert (await outsider.post(path)).status_code == 404


async def test_the_public_keys_are_there_for_everybody(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as outsider:
        answer = await outsider.get("/evidence/keys")
    [key] = answer.json()["keys"]
    assert (key["algorithm"], key["state"], len(key["fingerprint"])) == ("Ed25519", "CURRENT", 64)
