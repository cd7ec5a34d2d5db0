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
from schema.transport.persisted_operations import load_manifest
from tests.schema.sockets import open_socket
from tests.schema.transport.streams.parts import APOLLO
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


class TestEveryTransport:
    """A hash alone runs what is known and is told apart from a mistake, and what a transport learns, all know."""

    @pytest.fixture
    def own(self, request: pytest.FixtureRequest) -> str:
        return f"{STREAM} # {request.node.nodeid}"

    async def test_sockets_answer_an_unknown_hash_as_an_error_of_the_operation_and_stay_open(
        self, api: ApiTestClient, address: str, own: str
    ) -> None:
        async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
            variables = {"id": "x"}
            by_hash = {"variables": variables, "extensions": persisted(own)}
            await socket.send("subscribe", id="1", payload=by_hash)
            refused = await socket.receive()
            assert (refused["type"], refused["id"]) == ("error", "1")
            assert refused["payload"][0]["message"] == "PersistedQueryNotFound"
            assert refused["payload"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
            for payload in ({**by_hash, "query": own}, by_hash, {"documentId": sha256(own), "variables": variables}):
                await socket.send("subscribe", id="2", payload=payload)
                told = await socket.receive()
                errors = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
                # The operation ran: there is no such video.
                assert errors[0]["extensions"]["code"] == "NOT_FOUND"
                if told["type"] == "next":
                    assert (await socket.receive())["type"] == "complete"
            wrong = {**by_hash, "query": own + " "}
            await socket.send("subscribe", id="3", payload=wrong)
            assert "SHA-256" in (await socket.receive())["payload"][0]["message"]
            await socket.subscribe("4", VIEWER)
            assert await socket.receive_until_complete("4") == [{"data": {"viewer": {"id": "tester"}}}]

    @pytest.mark.parametrize("accept", ["text/event-stream", APOLLO])
    async def test_streams_learn_and_know_hashes(self, api: ApiTestClient, own: str, accept: str) -> None:
        own, headers = own + accept, {**api.headers, "accept": accept}
        by_hash = {"variables": {"id": "x"}, "extensions": persisted(own)}
        for body, code in (
            (by_hash, "PERSISTED_QUERY_NOT_FOUND"),
            ({**by_hash, "query": own}, "NOT_FOUND"),
            (by_hash, "NOT_FOUND"),
        ):
            answer = await api.http.post("/graphql", json=body, headers=headers)
            assert (answer.status_code, f'"{code}"' in answer.text) == (200, True), answer.text

    async def test_what_one_transport_learned_another_knows(self, api: ApiTestClient, address: str, own: str) -> None:
        viewer = f"{VIEWER} # {own[-40:]}"
        assert await ApolloLink(api).ask(viewer) == {"data": {"viewer": {"id": "tester"}}}
        async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
            await socket.send("subscribe", id="1", payload={"extensions": persisted(viewer)})
            assert await socket.receive_until_complete("1") == [{"data": {"viewer": {"id": "tester"}}}]


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

    async def test_a_hash_alone_runs_a_known_operation_on_sockets_and_streams(self, closed: ApiTestClient) -> None:
        address, by_hash = str(closed.http.base_url).rstrip("/"), {"variables": {"id": "x"}}
        async with open_socket(address, {"Authorization": f"Bearer {closed.token}"}) as socket:
            await socket.send("subscribe", id="1", payload={"documentId": hashlib.sha1(VIEWER.encode()).hexdigest()})
            assert await socket.receive_until_complete("1") == [{"data": {"viewer": {"id": "tester"}}}]
        for accept in ("text/event-stream", APOLLO):
            body = {**by_hash, "documentId": hashlib.sha1(STREAM.encode()).hexdigest()}
            answer = await closed.http.post("/graphql", json=body, headers={**closed.headers, "accept": accept})
            assert '"NOT_FOUND"' in answer.text

    def test_is_read_from_each_format(self, tmp_path: Path) -> None:
        apollo = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [
            {"id": sha256(VIEWER), "name": "Me", "type": "query", "body": VIEWER},
            {"id": "own-id", "name": "Follow", "type": "subscription", "body": STREAM},
        ]}  # fmt: skip
        codegen = {sha256(VIEWER): VIEWER, "own-id": STREAM}
        prefixed = {f"sha256:{sha256(VIEWER)}": VIEWER, "own-id": STREAM}
        for manifest in (apollo, codegen, prefixed):
            path = tmp_path / "manifest.json"
            path.write_text(json.dumps(manifest))
            assert load_manifest(path) == codegen

    @pytest.mark.parametrize(
        "content",
        [
            "[]",
            "{",
            '{"a": 1}',
            None,
            '{"format": "another", "version": 1, "operations": []}',
            '{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}',
            '{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": 1, "body": ""}]}',
            '{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [7]}',
            '{"format": "apollo-persisted-query-manifest", "version": 1, "operations": {"a": 1}}',
        ],
    )
    def test_a_file_that_is_no_manifest_ends_the_start_with_one_line(
        self, settings: Settings, tmp_path: Path, content: str | None
    ) -> None:
        path = tmp_path / "manifest.json"
        if content is not None:
            path.write_text(content)
        with pytest.raises(ConfigError, match="GRAPHQL_ALLOWED_OPERATIONS is ") as refused:
            app.create_app(settings.model_copy(update={"graphql_allowed_operations": str(path)}))
        assert "\n" not in str(refused.value)
