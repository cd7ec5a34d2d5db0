"""To whom evidence was given is written in a log of its own, which nobody can change."""

from typing import Any

import pytest

from datasources.postgres.core.engine import Postgres
from models.errors import Unavailable
from models.tables import Disclosure
from tests.schema.evidence.conftest import EvidenceDesk
from tests.schema.evidence.test_shares import add_package, in_days
from tests.schema.uploads.sending import error_codes

DISCLOSE = """mutation ($input: DiscloseEvidenceInput!) { discloseEvidence(input: $input) {
  disclosure { id to purpose legalBasis masked by at requestedAt package { id status } }
  userErrors { code field }
} }"""
LIST = """query ($after: String) { disclosures(first: 2, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } edges { node { to package { id } } }
} }"""


async def disclose(desk: EvidenceDesk, **told: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await desk.api.data(DISCLOSE, input=told))["discloseEvidence"]
    return answer


async def test_a_disclosure_is_noted_and_listed_newest_first(desk: EvidenceDesk, postgres: Postgres) -> None:
    package = await add_package(desk, postgres)
    first = await disclose(
        desk,
        packageId=package,
        to="강남경찰서",
        purpose="절도 수사",
        legalBasis="개인정보 보호법 제18조",
        masked="다른 손님의 얼굴",
        requestedAt=in_days(-1),
    )
    noted = first["disclosure"]
    assert (noted["to"], noted["by"], noted["package"]) == (
        "강남경찰서",
        desk.principal.user_id,
        {"id": package, "status": "DONE"},
    )
    for name in ("court", "insurer"):
        assert error_codes(await disclose(desk, packageId=package, to=name, purpose="claim")) == []
    page = (await desk.api.data(LIST))["disclosures"]
    assert (page["totalCount"], [edge["node"]["to"] for edge in page["edges"]]) == (3, ["insurer", "court"])
    rest = (await desk.api.data(LIST, after=page["pageInfo"]["endCursor"]))["disclosures"]
    assert [edge["node"]["to"] for edge in rest["edges"]] == ["강남경찰서"]
    assert not rest["pageInfo"]["hasNextPage"]


async def test_every_mistake_of_a_disclosure_is_told_at_once(desk: EvidenceDesk) -> None:
    answer = await disclose(desk, packageId="nonsense", to=" ", purpose="", requestedAt=in_days(1))
    assert error_codes(answer) == ["VALUE_REQUIRED", "VALUE_REQUIRED", "DISCLOSURE_IN_FUTURE", "NOT_FOUND"]


async def test_the_log_cannot_be_changed(desk: EvidenceDesk, postgres: Postgres) -> None:
    package = await add_package(desk, postgres)
    await disclose(desk, packageId=package, to="court", purpose="claim")
    table = Disclosure.__table__
    for statement in (table.update().values(recipient="nobody"), table.delete()):
        with pytest.raises(Exception, match="permission denied") as refused:
            async with postgres.transaction(desk.principal) as connection:
                await connection.execute(statement)
        assert not isinstance(refused.value, Unavailable)
