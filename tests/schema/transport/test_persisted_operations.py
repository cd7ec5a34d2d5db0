"""Operations by hash: Apollo Client's automatic persisted queries, and a list of the only operations that run."""

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import app
from config import ConfigError, Settings
from tests.schema.sockets import open_socket
from tests.support.serving import ApiTestClient, serve_api

VIEWER = "query Me {\n  viewer {\n    id\n  }\n}"
MUTATION = """mutation Close($id: ID!) {
  closePromptSession(id: $id) {
    userErrors {
      code
    }
  }
}"""
STREAM = "subscription Follow($id: ID!) {\n  analysisProgress(videoId: $id) {\n    sequence\n  }\n}"
ACCEPT = {"accept": "application/graphql-response+json,application/json;q=0.9"}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(text)}}


class ApolloLink:
    """What Apollo Client's persisted-query link sends: the hash, and when it is not known the text with it."""

    def __init__(self, api: ApiTestClient) -> None:
        self._api = api
        self.sent: list[str] = []

    async def ask(self, text: str, **variables: Any) -> Any:
        body = {"operationName": "Me", "variables": variables, "extensions": persisted(text)}
        answer = await self._post("hash", body)
        codes = [error.get("extensions", {}).get("code") for error in answer.get("errors", ())]
        messages = [error["message"] for error in answer.get("errors", ())]
        # The link looks for either.
        if "PERSISTED_QUERY_NOT_FOUND" in codes or "PersistedQueryNotFound" in messages:
            answer = await self._post("hash and text", {**body, "query": text})
        return answer

    async def get(self, text: str, *, with_text: bool = False) -> httpx.Response:
        """The same by GET (useGETForHashedQueries), which caches between may keep."""
        told = {"operationName": "Me", "variables": "{}", "extensions": json.dumps(persisted(text))}
        headers = {**self._api.headers, **ACCEPT, "apollo-require-preflight": "true"}
        return await self._api.http.get(
            "/graphql", params=told | ({"query": text} if with_text else {}), headers=headers
        )

    async def _post(self, what: str, body: dict[str, Any]) -> Any:
        self.sent.append(what)
        answer = await self._api.http.post("/graphql", json=body, headers={**self._api.headers, **ACCEPT})
        assert answer.status_code == 200, answer.text
        return answer.json()


class TestAutomatic:
    @pytest.fixture
    def own(self, request: pytest.FixtureRequest) -> str:
        """A text that no other test has taught the server."""
        return f"{VIEWER} # {request.node.nodeid}"

    async def test_the_text_is_sent_once_and_its_hash_from_then_on(self, api: ApiTestClient, own: str) -> None:
        link = ApolloLink(api)
        for _ in range(3):
            assert await link.ask(own) == {"data": {"viewer": {"id": "tester"}}}
        assert link.sent == ["hash", "hash and text", "hash", "hash"]

    async def test_hashes_come_by_get_too(self, api: ApiTestClient, own: str) -> None:
        link = ApolloLink(api)
        unknown = await link.get(own)
        assert (unknown.status_code, unknown.json()["errors"][0]["message"]) == (200, "PersistedQueryNotFound")
        assert (await link.get(own, with_text=True)).json() == {"data": {"viewer": {"id": "tester"}}}
        assert (await link.get(own)).json() == {"data": {"viewer": {"id": "tester"}}}

    async def test_a_text_under_another_s_hash_is_refused_and_not_kept(self, api: ApiTestClient, own: str) -> None:
        body = {"query": own, "extensions": persisted(f"{own} ")}
        answer = await api.http.post("/graphql", json=body, headers=api.headers)
        assert answer.status_code == 400
        del body["query"]
        answer = await api.http.post("/graphql", json=body, headers=api.headers)
        assert answer.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"

    async def test_neither_a_stranger_nor_a_broken_text_teaches_anything(self, api: ApiTestClient, own: str) -> None:
        for caller, text in ((api.with_token(None), own), (api, own.replace("id", "nothing"))):
            body = {"query": text, "extensions": persisted(text)}
            await caller.http.post("/graphql", json=body, headers=caller.headers)
            del body["query"]
            answer = await api.http.post("/graphql", json=body, headers=api.headers)
            assert answer.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


class TestAllowed:
    """GRAPHQL_ALLOWED_OPERATIONS: `persisted-documents.json` of GraphQL Code Generator's client preset."""

    @pytest.fixture
    async def closed(self, settings: Settings, api: ApiTestClient, tmp_path: Path) -> AsyncIterator[ApiTestClient]:
        """An API that runs three operations. The generator hashes by SHA-1 unless it is told otherwise."""
        texts = (VIEWER, MUTATION, STREAM)
        listed = {hashlib.sha1(text.encode()).hexdigest(): text for text in texts} | {sha256(VIEWER): VIEWER}
        path = tmp_path / "persisted-documents.json"
        path.write_text(json.dumps(listed))
        chosen = settings.model_copy(update={"graphql_allowed_operations": str(path)})
        async with serve_api(chosen) as address, httpx.AsyncClient(base_url=address, timeout=60) as http:
            yield ApiTestClient(http, api.token)

    async def code(self, api: ApiTestClient, body: dict[str, Any]) -> tuple[int, str]:
        answer = await api.http.post("/graphql", json=body, headers={**api.headers, **ACCEPT})
        errors = answer.json().get("errors")
        return answer.status_code, errors[0]["extensions"]["code"] if errors else ""

    async def test_runs_by_text_by_document_id_and_by_hash(self, closed: ApiTestClient) -> None:
        for body in (
            {"query": VIEWER},
            {"documentId": hashlib.sha1(VIEWER.encode()).hexdigest()},
            {"extensions": persisted(VIEWER)},
            {"query": VIEWER, "extensions": persisted(VIEWER)},
            {"query": MUTATION, "variables": {"id": "x"}},
        ):
            assert await self.code(closed, body) == (200, "")

    async def test_runs_nothing_else_and_learns_nothing(self, closed: ApiTestClient) -> None:
        for text in (
            "{ viewer { id } }",
            f"{VIEWER} ",
            "{ __schema { types { name } } }",
            "{ __typename }",
            "{ broken",
        ):
            for body in ({"query": text}, {"query": text, "extensions": persisted(text)}):
                assert await self.code(closed, body) == (400, "INVALID_REQUEST")
            assert await self.code(closed, {"extensions": persisted(text)}) == (200, "PERSISTED_QUERY_NOT_FOUND")

    async def test_a_known_hash_brings_its_own_text_whatever_comes_with_it(self, closed: ApiTestClient) -> None:
        body = {"query": "{ serverInfo { version } }", "extensions": persisted(VIEWER)}
        answer = await closed.http.post("/graphql", json=body, headers=closed.headers)
        assert answer.json() == {"data": {"viewer": {"id": "tester"}}}

    async def test_holds_on_sockets_and_for_streams_too(self, closed: ApiTestClient) -> None:
        address = str(closed.http.base_url).rstrip("/")
        async with open_socket(address, {"Authorization": f"Bearer {closed.token}"}) as socket:
            await socket.subscribe("1", "{ viewer { id } }")
            assert (await socket.receive())["type"] == "error"
            await socket.subscribe("2", VIEWER)
            assert await socket.receive_until_complete("2") == [{"data": {"viewer": {"id": "tester"}}}]
        headers = {**closed.headers, "accept": "text/event-stream"}
        for text, told in ((STREAM, "NOT_FOUND"), (STREAM.replace("Follow", "Other"), "known operations only")):
            body = {"query": text, "variables": {"id": "x"}}
            answer = await closed.http.post("/graphql", json=body, headers=headers)
            assert told in answer.text

    @pytest.mark.parametrize("content", ["[]", "{", '{"a": 1}', None])
    def test_a_file_that_is_no_manifest_ends_the_start_with_one_line(
        self, settings: Settings, tmp_path: Path, content: str | None
    ) -> None:
        path = tmp_path / "manifest.json"
        if content is not None:
            path.write_text(content)
        with pytest.raises(ConfigError, match="GRAPHQL_ALLOWED_OPERATIONS is ") as refused:
            app.create_app(settings.model_copy(update={"graphql_allowed_operations": str(path)}))
        assert "\n" not in str(refused.value)
