"""The same file again is said, with the video that has it; whether it is taken is the caller's choice."""

import asyncio
import hashlib
from collections.abc import Callable

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from models.enums import Role
from tests.schema.uploads.sending import (
    confirm_upload,
    error_codes,
    list_objects,
    make_padded_video,
    make_video,
    request_upload,
    send,
    send_parts,
    upload_video,
)
from tests.support.serving import ApiTestClient

STRANGER = Principal("stranger", "another organization", frozenset(Role))


async def test_with_a_checksum_it_is_said_before_a_byte_is_sent(api: ApiTestClient) -> None:
    content = make_video()
    checksum = hashlib.sha256(content).hexdigest()
    first = await upload_video(api, content, checksumSha256=checksum)
    refused = await request_upload(api, content, checksumSha256=checksum)
    assert error_codes(refused) == ["DUPLICATE_VIDEO"]
    assert refused["duplicateOf"] == {"id": first["id"]}
    assert refused["video"] is refused["uploadToken"] is refused["url"] is None
    assert (await api.data("{ videos { totalCount } }"))["videos"]["totalCount"] == 1


async def test_without_one_it_is_said_on_confirmation_and_the_copy_is_dropped(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    content = make_video()
    first = await upload_video(api, content, checksumSha256=hashlib.sha256(content).hexdigest())
    ticket = await request_upload(api, content)
    await send(ticket, content)
    refused = await confirm_upload(api, ticket)
    assert (refused["video"], refused["duplicateOf"], error_codes(refused)) == (
        None,
        {"id": first["id"]},
        ["DUPLICATE_VIDEO"],
    )
    assert len(await list_objects(data, principal)) == 1
    assert error_codes(await confirm_upload(api, ticket)) == ["NOT_FOUND"]


async def test_a_file_in_parts_is_recognised_too(api: ApiTestClient) -> None:
    content = make_padded_video(300_000)
    first = await upload_video(api, content)
    ticket = await request_upload(api, content)
    await send_parts(ticket, content)
    assert (await confirm_upload(api, ticket))["duplicateOf"] == {"id": first["id"]}
    assert (await upload_video(api, make_padded_video(300_000, b"another")))["status"] == "QUEUED"


async def test_it_is_taken_where_the_caller_allows_it(api: ApiTestClient) -> None:
    content = make_video()
    checksum = hashlib.sha256(content).hexdigest()
    first = await upload_video(api, content, checksumSha256=checksum)
    ticket = await request_upload(api, content, checksumSha256=checksum, allowDuplicate=True)
    assert (ticket["userErrors"], ticket["duplicateOf"]) == ([], {"id": first["id"]})
    await send(ticket, content)
    second = await confirm_upload(api, ticket)
    assert (second["userErrors"], second["duplicateOf"]) == ([], None)
    assert second["video"]["id"] != first["id"]


async def test_of_two_that_are_confirmed_at_once_one_is_told_of_the_other(api: ApiTestClient) -> None:
    content = make_video()
    tickets = [await request_upload(api, content) for _ in range(2)]
    for ticket in tickets:
        await send(ticket, content)
    answers = await asyncio.gather(*(confirm_upload(api, ticket) for ticket in tickets))
    taken = [answer["video"]["id"] for answer in answers if answer["video"]]
    told = [answer["duplicateOf"]["id"] for answer in answers if answer["duplicateOf"]]
    assert len(taken) == 1
    assert told == taken


async def test_another_organization_s_file_and_one_that_never_arrived_are_no_duplicates(
    api: ApiTestClient, tokens: Callable[[Principal], str]
) -> None:
    content = make_padded_video(190_000, b"of two organizations")
    checksum = hashlib.sha256(content).hexdigest()
    await request_upload(api, content, checksumSha256=checksum)
    assert (await request_upload(api, content, checksumSha256=checksum))["userErrors"] == []
    await upload_video(api, content, checksumSha256=checksum)
    ticket = await request_upload(api.with_token(tokens(STRANGER)), content, checksumSha256=checksum)
    assert (ticket["userErrors"], ticket["duplicateOf"]) == ([], None)
