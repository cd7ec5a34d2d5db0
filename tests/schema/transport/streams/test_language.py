"""Texts in the caller's language, over every transport: by header, by connection_init, and by argument."""

import json
from typing import Any

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from tests.schema.sockets import open_socket
from tests.schema.transport.streams.parts import open_parts
from tests.schema.transport.test_sse import open_stream
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient

KOREAN, ENGLISH = "한 사람이 가운데를 걸어갑니다.", "A person walks through the middle."
DETECTED = "subscription { eventDetected { description } }"
LISTED = "{ events { edges { node { description } } } }"
MISSING = 'subscription { analysisProgress(videoId: "x") { sequence } }'
EVENT = """query ($id: ID!, $language: Language) { event(id: $id) {
  description korean: description(language: KO) english: description(language: EN)
  other: description(language: $language)
} }"""


def bearer(api: ApiTestClient, **more: Any) -> dict[str, Any]:
    return {"Authorization": f"Bearer {api.token}", **more}


async def read_event(api: ApiTestClient, postgres: Postgres, principal: Principal) -> str:
    """The id of a stored event with a description in both languages."""
    video = await add_video(postgres, principal)
    [event] = await Events(postgres).store(principal, video, [event_row(1)])
    return encode(Kind.EVENT, event)


@pytest.mark.parametrize(
    ("accepted", "text"),
    [("ko-KR,ko;q=0.9,en;q=0.8", KOREAN), ("en;q=0.1,ko-KR;q=0.2", KOREAN), ("fr", ENGLISH), ("*", ENGLISH)],
)
async def test_requests_say_it_by_accept_language(
    api: ApiTestClient, postgres: Postgres, principal: Principal, accepted: str, text: str
) -> None:
    await read_event(api, postgres, principal)
    found = await api.with_language(accepted).data(LISTED)
    assert found["events"]["edges"][0]["node"]["description"] == text


async def test_streams_say_it_by_accept_language(api: ApiTestClient) -> None:
    korean = api.with_language("en;q=0.3, ko-KR;q=0.4")
    async with open_stream(korean, MISSING) as events, open_parts(korean, MISSING) as parts:
        [(_, event), _], [part] = await events.read_all(), await parts.read_all()
    messages = {event["errors"][0]["message"], part["payload"]["errors"][0]["message"]}
    async with open_stream(api, MISSING) as events:
        english = (await events.read_all())[0][1]["errors"][0]["message"]
    assert len(messages) == 1
    assert messages.isdisjoint({english})


@pytest.mark.parametrize(
    ("language", "text"), [("ko", KOREAN), ("KO", KOREAN), ("ko-KR", KOREAN), ("en", ENGLISH), ("fr", ENGLISH)]
)
async def test_sockets_say_it_by_connection_init(
    api: ApiTestClient, address: str, postgres: Postgres, principal: Principal, language: str, text: str
) -> None:
    await read_event(api, postgres, principal)
    async with open_socket(address, bearer(api, language=language)) as socket:
        await socket.subscribe("1", LISTED)
        [answer] = await socket.receive_until_complete("1")
    assert answer["data"]["events"]["edges"][0]["node"]["description"] == text


async def test_a_language_that_is_no_text_closes_the_socket_with_the_reason(api: ApiTestClient, address: str) -> None:
    async with open_socket(address) as socket:
        await socket.send("connection_init", payload=bearer(api, language=["ko"]))
        assert await socket.wait_closed() == (4400, "language has to be a text such as ko or en")


async def test_subscribers_with_one_operation_and_two_languages_share_no_text(
    api: ApiTestClient, address: str, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal)
    async with (
        open_socket(address, bearer(api, language="ko")) as korean,
        open_socket(address, bearer(api, language="en")) as english,
        open_stream(api.with_language("ko"), DETECTED) as stream,
        open_parts(api, DETECTED) as parts,
    ):
        for socket in (korean, english):
            await socket.subscribe("1", DETECTED)
            # The answer to a ping comes after the subscription has begun.
            await socket.send("ping")
            assert (await socket.receive())["type"] == "pong"
        assert await parts.read_part() == {}
        told: dict[str, str] = {}
        while not told:
            await Events(postgres).store(principal, video, [event_row(len(told) + 1)])
            told["korean"] = (await korean.receive())["payload"]["data"]["eventDetected"]["description"]
            told["english"] = (await english.receive())["payload"]["data"]["eventDetected"]["description"]
            told["events"] = (await stream.read_next())[1]["data"]["eventDetected"]["description"]
            told["parts"] = (await parts.read_next())["payload"]["data"]["eventDetected"]["description"]
    assert told == {"korean": KOREAN, "english": ENGLISH, "events": KOREAN, "parts": ENGLISH}


@pytest.mark.parametrize("request_language", ["ko", "en"])
async def test_an_argument_decides_whatever_the_request_says_also_for_compiled_plans(
    api: ApiTestClient, postgres: Postgres, principal: Principal, request_language: str
) -> None:
    event = await read_event(api, postgres, principal)
    caller = api.with_language(request_language)
    own = KOREAN if request_language == "ko" else ENGLISH
    # The second time a document comes, a plan answers; the plan is one for all languages.
    for language, text in ((None, own), ("KO", KOREAN), ("EN", ENGLISH), ("KO", KOREAN), (None, own)):
        found = (await caller.data(EVENT, id=event, language=language))["event"]
        assert found == {"description": own, "korean": KOREAN, "english": ENGLISH, "other": text}


async def test_an_argument_decides_for_each_subscriber(
    api: ApiTestClient, address: str, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal)
    query = "subscription ($language: Language) { eventDetected { description(language: $language) } }"
    async with open_socket(address, bearer(api)) as socket:
        for language in ("KO", "EN"):
            await socket.subscribe(language, query, language=language)
        await socket.send("ping")
        assert (await socket.receive())["type"] == "pong"
        await Events(postgres).store(principal, video, [event_row(1)])
        messages = [await socket.receive() for _ in range(2)]
    told = {one["id"]: one["payload"]["data"]["eventDetected"]["description"] for one in messages}
    assert told == {"KO": KOREAN, "EN": ENGLISH}


async def test_messages_of_errors_stay_in_the_language_of_the_request(api: ApiTestClient, address: str) -> None:
    refused = 'query { event(id: 7) { description(language: EN) } missing: uploadStatus(uploadToken: "x") { method } }'
    async with open_socket(address, bearer(api, language="ko")) as socket:
        await socket.subscribe("1", refused)
        [answer] = await socket.receive_until_complete("1")
    by_socket = answer["errors"][0]["message"]
    by_header = (await api.with_language("ko").post(refused))["errors"][0]["message"]
    assert by_socket == by_header != (await api.post(refused))["errors"][0]["message"]
    assert json.dumps(by_socket).count("\\u") > 3
