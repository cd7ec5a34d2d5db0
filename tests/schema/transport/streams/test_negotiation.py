"""Which transport answers: by what the client accepts, in whatever order it says it, and by what it asks."""

import pytest

from schema.transport.content.media_types import EVENT_STREAM, JSON, MULTIPART, RESPONSE_JSON, negotiate
from tests.support.serving import ApiTestClient

SUBSCRIPTION = 'subscription { analysisProgress(videoId: "x") { sequence } }'
QUERY = "{ viewer { id } }"
PARTS = "multipart/mixed;subscriptionSpec=1.0"


@pytest.mark.parametrize(
    ("accept", "single", "stream", "prefers_stream"),
    [
        ("", JSON, None, False),
        ("*/*", JSON, None, False),
        ("application/json", JSON, None, False),
        ("application/json;q=0.5, application/graphql-response+json", RESPONSE_JSON, None, False),
        ("text/event-stream", None, EVENT_STREAM, True),
        ("Text/Event-Stream;q=0.9, */*", JSON, EVENT_STREAM, False),
        ("application/json;q=0.5, text/event-stream", JSON, EVENT_STREAM, True),
        ("text/*", None, EVENT_STREAM, True),
        ('multipart/mixed;boundary="graphql";subscriptionSpec="1.0"', None, MULTIPART, True),
        (f"application/json, {PARTS}", JSON, MULTIPART, False),
        (f"{PARTS};q=0.5, text/event-stream;q=0.6", None, EVENT_STREAM, True),
        (f"text/event-stream, {PARTS}", None, EVENT_STREAM, True),
        (f"{PARTS}, text/event-stream", None, MULTIPART, True),
        ("text/event-stream;q=0, application/json", JSON, None, False),
        # Multipart for something else, such as @defer.
        ("multipart/mixed;deferSpec=20220824, application/json", JSON, None, False),
        ("multipart/mixed;subscriptionSpec=2.0", None, None, False),
        ("image/png", None, None, False),
    ],
)
def test_what_a_client_accepts(accept: str, single: str | None, stream: str | None, prefers_stream: bool) -> None:
    found = negotiate(accept)
    assert (found.single, found.stream, found.prefers_stream) == (single, stream, prefers_stream)


@pytest.mark.parametrize(
    ("accept", "subscribed", "queried"),
    [
        # Apollo's clients for the web, for Kotlin and for iOS; graphql-sse; a list of everything.
        (f"{PARTS},application/graphql-response+json,application/json;q=0.9", MULTIPART, RESPONSE_JSON),
        (f"{PARTS}, application/graphql-response+json, application/json", MULTIPART, RESPONSE_JSON),
        (f"application/json, {PARTS}", MULTIPART, JSON),
        ("text/event-stream", EVENT_STREAM, EVENT_STREAM),
        ("application/json, text/event-stream", EVENT_STREAM, JSON),
        ("text/event-stream, application/json", EVENT_STREAM, JSON),
        ("application/json;q=0.1, text/event-stream", EVENT_STREAM, EVENT_STREAM),
        ("*/*, text/event-stream;q=0.1", EVENT_STREAM, JSON),
    ],
)
async def test_a_subscription_is_streamed_wherever_streams_are_accepted(
    api: ApiTestClient, accept: str, subscribed: str, queried: str
) -> None:
    for query, expected in ((SUBSCRIPTION, subscribed), (QUERY, queried)):
        answer = await api.http.post("/graphql", json={"query": query}, headers={**api.headers, "accept": accept})
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, expected)


async def test_a_subscription_without_a_stream_is_refused_with_what_to_do(api: ApiTestClient) -> None:
    answer = await api.http.post("/graphql", json={"query": SUBSCRIPTION}, headers=api.headers)
    assert answer.status_code == 400
    message = answer.json()["errors"][0]["message"]
    assert EVENT_STREAM in message
    assert MULTIPART in message


async def test_a_type_that_is_not_served_is_refused_with_those_that_are(api: ApiTestClient) -> None:
    answer = await api.http.post("/graphql", json={"query": QUERY}, headers={**api.headers, "accept": "image/png"})
    assert answer.status_code == 406
    assert all(name in answer.json()["errors"][0]["message"] for name in (JSON, EVENT_STREAM, MULTIPART))
