"""An upload in parts: it goes on where it stopped, and only the announced parts become a video."""

import asyncio
import hashlib
from typing import Any

import httpx
import pytest

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from tests.schema.uploads.sending import (
    ABORT,
    PARTS,
    confirm_upload,
    error_codes,
    fetch_status,
    list_objects,
    make_padded_video,
    put,
    request_upload,
    send_parts,
    upload_video,
)
from tests.support.serving import ApiTestClient

PART = 5 * 1024**2
# Three parts; the last is not whole.
SIZE = 2 * PART + 12_345
CONTENT = make_padded_video(SIZE)
ONE_PART = make_padded_video(300_000)


async def test_a_large_file_is_sent_in_parts_of_exact_sizes(api: ApiTestClient) -> None:
    ticket = await request_upload(api, CONTENT)
    assert (ticket["method"], ticket["url"], ticket["headers"]) == ("MULTIPART", None, None)
    assert ticket["partSizeBytes"] == PART
    assert [(part["partNumber"], part["sizeBytes"]) for part in ticket["parts"]] == [
        (1, PART),
        (2, PART),
        (3, 12_345),
    ]
    sent = await send_parts(ticket, CONTENT)
    answer = await confirm_upload(api, ticket, sent)
    assert answer["userErrors"] == []
    assert (answer["video"]["status"], answer["video"]["width"]) == ("QUEUED", 96)
    async with httpx.AsyncClient() as http:
        assert (await http.get(answer["video"]["downloadUrl"])).content == CONTENT
    again = (await confirm_upload(api, ticket, sent))["video"]
    assert (again["id"], again["analysis"]) == (answer["video"]["id"], answer["video"]["analysis"])


async def test_s3_refuses_a_part_of_another_size(api: ApiTestClient) -> None:
    ticket = await request_upload(api, CONTENT)
    for body in (b"", CONTENT[: PART - 1], CONTENT[: PART + 1]):
        assert (await put(ticket["parts"][0]["url"], body)).status_code in (400, 403)
    assert (await fetch_status(api, ticket))["uploadedParts"] == []


async def test_an_interrupted_upload_goes_on_with_what_is_missing(api: ApiTestClient) -> None:
    ticket = await request_upload(api, CONTENT)
    await send_parts(ticket, CONTENT, [2])
    status = await fetch_status(api, ticket)
    etag = hashlib.md5(CONTENT[PART : 2 * PART]).hexdigest()
    assert (status["method"], status["missingPartNumbers"]) == ("MULTIPART", [1, 3])
    assert status["uploadedParts"] == [{"partNumber": 2, "etag": etag, "sizeBytes": PART}]
    early = await confirm_upload(api, ticket)
    assert error_codes(early) == ["PARTS_MISSING"]
    assert "2 parts have not arrived: 1, 3." in early["userErrors"][0]["message"]
    more = (await api.data(PARTS, token=ticket["uploadToken"], numbers=[3, 1]))["requestUploadParts"]
    assert more["userErrors"] == []
    assert [part["partNumber"] for part in more["parts"]] == [3, 1]
    await send_parts({**ticket, **more}, CONTENT)
    assert (await fetch_status(api, ticket))["missingPartNumbers"] == []
    assert (await confirm_upload(api, ticket))["userErrors"] == []
    after = await fetch_status(api, ticket)
    assert (after["video"]["status"], after["uploadedParts"], after["missingPartNumbers"]) == ("QUEUED", [], [])


async def test_parts_that_are_not_those_that_arrived_make_no_video_and_can_be_mended(api: ApiTestClient) -> None:
    ticket = await request_upload(api, CONTENT)
    sent = await send_parts(ticket, CONTENT)
    wrong: list[tuple[list[dict[str, Any]], str]] = [
        ([sent[0], {"partNumber": 2, "etag": '"0"'}, *sent[2:]], "PART_MISMATCH"),
        ([sent[1], sent[0], *sent[2:]], "PARTS_OUT_OF_ORDER"),
        ([sent[0], *sent], "PART_REPEATED"),
        (sent[:-1], "PARTS_NOT_NAMED"),
        ([], "PARTS_NOT_NAMED"),
        ([*sent, {"partNumber": 4, "etag": "x"}], "OUT_OF_RANGE"),
        ([{"partNumber": 0, "etag": "x"}, *sent], "OUT_OF_RANGE"),
    ]
    for parts, code in wrong:
        refused = await confirm_upload(api, ticket, parts)
        assert (refused["video"], error_codes(refused)) == (None, [code])
        assert refused["userErrors"][0]["field"] == ["input", "parts"]
    assert (await fetch_status(api, ticket))["video"]["status"] == "UPLOADING"
    assert (await confirm_upload(api, ticket, sent))["userErrors"] == []


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        ([], ["VALUE_REQUIRED"]),
        ([0], ["OUT_OF_RANGE"]),
        ([4], ["OUT_OF_RANGE"]),
        ([1, 1], ["PART_REPEATED"]),
        ([4, 4], ["PART_REPEATED", "OUT_OF_RANGE"]),
        (list(range(1, 52)), ["TOO_MANY_VALUES", "OUT_OF_RANGE"]),
    ],
)
async def test_numbers_of_parts_that_do_not_exist_are_not_signed(
    api: ApiTestClient, numbers: list[int], codes: list[str]
) -> None:
    ticket = await request_upload(api, CONTENT)
    refused = (await api.data(PARTS, token=ticket["uploadToken"], numbers=numbers))["requestUploadParts"]
    assert (refused["parts"], error_codes(refused)) == (None, codes)


async def test_the_first_fifty_parts_are_signed_at_once_and_more_on_request(api: ApiTestClient) -> None:
    ticket = await request_upload(api, CONTENT, sizeBytes=60 * PART)
    assert [part["partNumber"] for part in ticket["parts"]] == list(range(1, 51))
    more = (await api.data(PARTS, token=ticket["uploadToken"], numbers=[51, 60]))["requestUploadParts"]
    assert [(part["partNumber"], part["sizeBytes"]) for part in more["parts"]] == [(51, PART), (60, PART)]


async def test_the_largest_file_has_no_more_parts_than_s3_takes(api: ApiTestClient) -> None:
    ticket = await request_upload(api, CONTENT, sizeBytes=50 * 1024**3)
    assert 50 * 1024**3 / ticket["partSizeBytes"] <= 10_000
    assert ticket["partSizeBytes"] == 6 * 1024**2


async def test_confirming_twice_at_once_puts_the_parts_together_once(api: ApiTestClient) -> None:
    ticket = await request_upload(api, ONE_PART)
    sent = await send_parts(ticket, ONE_PART)
    answers = await asyncio.gather(*(confirm_upload(api, ticket, sent) for _ in range(3)))
    assert [answer["userErrors"] for answer in answers] == [[], [], []]
    assert {answer["video"]["analysis"]["status"] for answer in answers} == {"QUEUED"}


async def test_a_file_that_is_not_the_announced_one_is_refused_when_it_is_confirmed(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    ticket = await request_upload(api, ONE_PART, checksumSha256=hashlib.sha256(b"another").hexdigest())
    await send_parts(ticket, ONE_PART)
    assert error_codes(await confirm_upload(api, ticket)) == ["CHECKSUM_MISMATCH"]
    assert await list_objects(data, principal) == []
    digest = hashlib.sha256(ONE_PART).hexdigest()
    assert (await upload_video(api, ONE_PART, checksumSha256=digest))["checksumSha256"] == digest


async def test_parts_of_an_upload_that_is_given_up_are_gone(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    ticket = await request_upload(api, CONTENT)
    await send_parts(ticket, CONTENT, [3])
    assert len(await list_objects(data, principal)) == 1
    assert (await api.data(ABORT, token=ticket["uploadToken"]))["abortUpload"]["userErrors"] == []
    assert await list_objects(data, principal) == []
    assert (await put(ticket["parts"][2]["url"], CONTENT[2 * PART :])).status_code == 404
    refused = (await api.data(PARTS, token=ticket["uploadToken"], numbers=[1]))["requestUploadParts"]
    assert error_codes(refused) == ["NOT_FOUND"]


async def test_a_confirmed_upload_signs_no_more_parts(api: ApiTestClient) -> None:
    ticket = await request_upload(api, ONE_PART)
    await send_parts(ticket, ONE_PART)
    await confirm_upload(api, ticket)
    refused = (await api.data(PARTS, token=ticket["uploadToken"], numbers=[1]))["requestUploadParts"]
    assert error_codes(refused) == ["UPLOAD_CONFIRMED"]
