"""Who is limited to sites makes cameras and uploads there, and learns nothing of other sites."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.schema.cameras.test_camera import CREATE
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, at_sites

REQUEST = """mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
  video { recordedBy { id name site } } userErrors { code field message }
} }"""
UPLOAD = {"filename": "v.mp4", "contentType": "video/mp4", "sizeBytes": "1000"}


@pytest.fixture
def limited(api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal) -> ApiTestClient:
    operator = Principal("tester", principal.organization, frozenset({Role.OPERATOR}))
    return api.with_token(tokens(at_sites(operator, OWN)))


async def create(api: ApiTestClient, name: str, site: str | None) -> dict[str, Any]:
    answer = await api.data(CREATE, input={"name": name, "timezone": "Asia/Seoul", "site": site})
    made: dict[str, Any] = answer["createCamera"]
    return made


async def test_a_camera_is_made_at_the_caller_s_site(limited: ApiTestClient) -> None:
    for name, site in (("gate", OWN), ("till", None)):
        made = await create(limited, name, site)
        assert made["userErrors"] == []
        assert made["camera"]["site"] == OWN


async def test_a_site_where_there_are_cameras_answers_as_one_that_is_none(
    api: ApiTestClient, limited: ApiTestClient
) -> None:
    await create(api, "gate", FOREIGN)
    foreign, missing = await create(limited, "gate", FOREIGN), await create(limited, "gate", "nowhere")
    assert foreign["camera"] is None
    assert foreign == missing


async def test_names_at_other_sites_are_free(api: ApiTestClient, limited: ApiTestClient) -> None:
    await create(api, "gate", FOREIGN)
    assert (await create(limited, "gate", OWN))["userErrors"] == []


async def test_an_upload_for_a_foreign_camera_answers_as_for_a_missing_one(
    api: ApiTestClient, limited: ApiTestClient
) -> None:
    foreign = (await create(api, "gate", FOREIGN))["camera"]["id"]
    own = (await create(api, "till", OWN))["camera"]["id"]
    answers = [
        (await limited.data(REQUEST, input={**UPLOAD, "cameraId": id_}))["requestUpload"]
        for id_ in (foreign, encode(Kind.CAMERA, UUID(int=7)))
    ]
    assert answers[0] == answers[1]
    assert answers[0]["userErrors"][0]["code"] == "NOT_FOUND"
    right = (await limited.data(REQUEST, input={**UPLOAD, "cameraId": own}))["requestUpload"]
    assert right["video"]["recordedBy"] == {"id": own, "name": "till", "site": OWN}
