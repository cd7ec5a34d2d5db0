"""Long answers are compressed for clients that take it, and mean the same."""

import gzip
import json

import pytest

from schema.transport.content.compression import accepts_gzip
from tests.support.serving import ApiTestClient

LONG = "{ serverInfo { " + " ".join(f"a{number}: acceptedContentTypes" for number in range(30)) + " } }"


async def fetch(api: ApiTestClient, text: str, accept: str) -> tuple[str | None, bytes, object]:
    headers = {**api.headers, "content-type": "application/json", "accept-encoding": accept}
    request = api.http.build_request("POST", "/graphql", content=json.dumps({"query": text}), headers=headers)
    answer = await api.http.send(request, stream=True)
    raw = b"".join([part async for part in answer.aiter_raw()])
    assert len(raw) == int(answer.headers["content-length"])
    encoding = answer.headers.get("content-encoding")
    return encoding, raw, json.loads(gzip.decompress(raw) if encoding == "gzip" else raw)


async def test_a_long_answer_is_compressed_for_who_takes_gzip(api: ApiTestClient) -> None:
    _, plain, expected = await fetch(api, LONG, "identity")
    encoding, compressed, answer = await fetch(api, LONG, "br, gzip;q=0.5")
    assert (encoding, answer) == ("gzip", expected)
    assert len(compressed) < len(plain) / 4


async def test_a_short_answer_stays_as_it_is(api: ApiTestClient) -> None:
    assert (await fetch(api, "{ viewer { id } }", "gzip"))[0] is None


@pytest.mark.parametrize(
    ("header", "accepted"),
    [("gzip", True), ("*", True), ("GZIP;q=0.1", True), ("gzip;q=0, *", False), ("br, deflate", False), ("", False)],
)
def test_only_who_says_so_takes_gzip(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted
