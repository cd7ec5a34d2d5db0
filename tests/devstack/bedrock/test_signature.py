"""Signatures of requests."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from devstack.bedrock.catalog import Catalog
from devstack.bedrock.errors import ServiceError
from devstack.bedrock.signature import verify_signature
from tests.devstack.bedrock.serving import KEY, SECRET, open_client, serve_endpoint

BODY = b'{"a": 1}'
PATH = "/model/arn%3Aaws%3Abedrock%3Ax%3A%3Afoundation-model%2Flocal.x/converse"


def signed(service: str = "bedrock", **headers: str) -> dict[str, str]:
    request = AWSRequest("POST", f"http://127.0.0.1:1{PATH}", data=BODY, headers=headers)
    SigV4Auth(Credentials(KEY, SECRET), service, "ap-northeast-2").add_auth(request)
    return {"host": "127.0.0.1:1", **{name.lower(): value for name, value in request.headers.items()}}


def refusal(headers: dict[str, str], body: bytes = BODY, away: timedelta = timedelta(), path: str = PATH) -> str:
    with pytest.raises(ServiceError) as caught:
        verify_signature("POST", path, headers, body, {KEY: SECRET}, datetime.now(UTC) + away)
    assert caught.value.status == 403
    return caught.value.kind


def test_a_signed_request_passes() -> None:
    verify_signature("POST", PATH, signed(), BODY, {KEY: SECRET}, datetime.now(UTC))


def test_an_unsigned_request_is_refused() -> None:
    assert refusal({"host": "127.0.0.1:1"}) == "MissingAuthenticationTokenException"
    assert refusal({"host": "127.0.0.1:1", "authorization": "Bearer x"}) == "IncompleteSignatureException"


def test_a_changed_body_or_path_is_refused() -> None:
    assert refusal(signed(), body=b'{"a": 2}') == "InvalidSignatureException"
    assert refusal(signed(), path=PATH.replace("local.x", "local.y")) == "InvalidSignatureException"


def test_a_stated_body_hash_must_be_the_bodys() -> None:
    claimed = signed(**{"X-Amz-Content-SHA256": "0" * 64})
    assert refusal(claimed) == "InvalidSignatureException"


def test_a_signature_for_another_service_is_refused() -> None:
    assert refusal(signed(service="s3")) == "InvalidSignatureException"


@pytest.mark.parametrize("away", [timedelta(minutes=-6), timedelta(minutes=6)])
def test_an_old_or_future_signature_is_refused(away: timedelta) -> None:
    assert refusal(signed(), away=away) == "InvalidSignatureException"


def test_without_secrets_only_the_form_is_checked() -> None:
    verify_signature("POST", PATH, signed(), b"changed", {}, datetime.now(UTC))
    with pytest.raises(ServiceError):
        verify_signature("POST", PATH, {"host": "127.0.0.1:1"}, BODY, {}, datetime.now(UTC))


async def test_wrong_keys_are_refused_over_the_wire(endpoint: str) -> None:
    async with open_client("bedrock-runtime", endpoint, secret="another secret") as wrong:
        assert await _code(wrong) == "InvalidSignatureException"
    async with open_client("bedrock-runtime", endpoint, key="AKIAUNKNOWN") as unknown:
        assert await _code(unknown) == "UnrecognizedClientException"


async def _code(opened: Any) -> str:
    with pytest.raises(ClientError) as caught:
        await opened.converse(modelId="local.echo-v1", messages=[])
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    return str(caught.value.response["Error"]["Code"])


async def test_health_needs_no_signature_and_everything_else_does() -> None:
    async with serve_endpoint(Catalog()) as url, httpx.AsyncClient(base_url=url) as plain:
        assert (await plain.get("/healthz")).status_code == 200
        for path in ("/rerank", "/model/local.x/converse", "/anything"):
            response = await plain.post(path, json={})
            assert response.status_code == 403
            assert response.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException"
            assert response.json() == {"message": "Missing Authentication Token"}
