"""Every JavaScript snippet of the documentation runs in Chromium, on a page of another origin than the API."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from config import Settings
from datasources.bootstrap import open_datasources
from datasources.identity.token_issuer import TokenIssuer
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import JobKind, JobStatus
from models.jobs import NewJob, ProgressUpdate
from resolvers.core.ids import Kind, encode
from tests.docs.browser import find_free_port, open_page
from tests.support.chromium import require_chromium
from tests.support.npm import install_scripts
from tests.support.rows import add_video, event_row
from tests.support.serving import serve_api

ROOT = Path(__file__).resolve().parents[2]
APOLLO = ROOT / "tests" / "apollo"
_SNIPPET = re.compile(r"^```(?:js|jsx|ts|tsx|javascript|typescript)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SUBSCRIBING, HASHING, PLAYING = "docs/subscriptions.md", "docs/persisted-operations.md", "docs/playback.md"
TOKENS = 'const freshToken = async () => (await fetch("/token")).text();\n'


def read_snippets() -> dict[str, list[str]]:
    """The snippets of each page that has some."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found = {str(page.relative_to(ROOT)): _SNIPPET.findall(page.read_text(encoding="utf-8")) for page in pages}
    return {page: snippets for page, snippets in found.items() if snippets}


@pytest.fixture
def allowing(settings: Settings) -> Settings:
    return settings.model_copy(update={"cors_allowed_origins": ("http://localhost:*",)})


def test_every_snippet_is_run_here() -> None:
    counted = {page: len(snippets) for page, snippets in read_snippets().items()}
    assert counted == {SUBSCRIBING: 1, HASHING: 1, PLAYING: 1}


@pytest.mark.slow
async def test_the_client_goes_on_after_a_restart_and_an_expired_token_with_nothing_lost_or_doubled(
    allowing: Settings, principal: Principal, tmp_path: Path
) -> None:
    chromium, folder = require_chromium(), await install_scripts(APOLLO, tmp_path / "apollo")
    [snippet] = read_snippets()[SUBSCRIBING]
    port, issued = find_free_port(), list[str]()

    def issue_token() -> str:
        # Tokens are taken for ten seconds more: these last for six.
        issued.append(TokenIssuer(allowing.secret_key).issue(principal, timedelta(seconds=-4)))
        return issued[-1]

    async with open_datasources(allowing) as data:
        video, events, jobs = await add_video(data.postgres, principal), Events(data.postgres), Jobs(data.postgres)
        [seen] = await events.store(principal, video, [event_row(0)])
        async with data.postgres.transaction(principal) as connection:
            job = await jobs.enqueue(connection, principal, NewJob(JobKind.SUMMARIZE, "1", video_id=video))
        claim = await jobs.claim(principal, job.id, "test", 300)
        assert claim is not None
        script = TOKENS + snippet.replace("http://localhost:8000", f"http://127.0.0.1:{port}")
        script += f"""
            followEvents("{encode(Kind.EVENT, seen)}", (event, error) =>
              console.log(JSON.stringify({{ start: event?.description, id: event?.id, error: error?.message }})));
            followSummary("{encode(Kind.VIDEO, video)}", (text, status) =>
              console.log(JSON.stringify({{ text, status: `${{status}}` }})));
        """
        ids, text = [], ""
        async with open_page(folder, chromium, script, issue_token) as page:

            async def tell(number: int) -> None:
                """Store an event and a piece of the summary."""
                nonlocal text
                ids.extend(await events.store(principal, video, [event_row(number)]))
                text += f"piece {number} "
                await jobs.report(claim, ProgressUpdate("GENERATING", "WRITING", 10, {"textDelta": f"piece {number} "}))

            async def read() -> None:
                """Read until the page has told everything."""
                expected = [encode(Kind.EVENT, id_) for id_ in ids]
                while not (list_events(page.told) == expected and text in [one.get("text") for one in page.told]):
                    await page.read()
                    assert list_events(page.told) == expected[: len(list_events(page.told))], page.told

            async with serve_api(allowing, port):
                await tell(1)
                await read()
            # The server is away.
            await tell(2)
            async with serve_api(allowing, port):
                await read()
                before = len(issued)
                while len(issued) == before:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
                await tell(3)
                await read()
                await jobs.end(claim, JobStatus.DONE, ProgressUpdate("COMPLETED", "DONE", 100))
                while page.told[-1].get("status") != "COMPLETED":
                    await page.read()
    assert page.told[-1]["text"] == text
    assert {one["start"] for one in page.told if "start" in one} == {"한 사람이 가운데를 걸어갑니다."}


def list_events(told: list[dict[str, str]]) -> list[str]:
    return [one["id"] for one in told if "id" in one]


@pytest.mark.slow
async def test_hashes_are_sent_as_the_page_says(
    allowing: Settings, principal: Principal, tokens: Callable[[Principal], str], tmp_path: Path
) -> None:
    chromium, folder = require_chromium(), await install_scripts(APOLLO, tmp_path / "apollo")
    [snippet] = read_snippets()[HASHING]
    async with serve_api(allowing) as address:
        script = f"""
            import {{ ApolloClient, HttpLink, InMemoryCache, gql }} from "@apollo/client";
            const sent = [];
            const noting = (uri, options) => (sent.push("query" in JSON.parse(options.body)), fetch(uri, options));
            const token = await (await fetch("/token")).text();
            const headers = {{ authorization: `Bearer ${{token}}` }};
            const httpLink = new HttpLink({{ uri: "{address}/graphql", headers, fetch: noting }});
            {snippet}
            const client = new ApolloClient({{ link, cache: new InMemoryCache() }});
            const query = gql`query Hashed {{ viewer {{ id }} }}`;
            for (let turn = 0; turn < 2; turn += 1) await client.query({{ query, fetchPolicy: "network-only" }});
            console.log(JSON.stringify({{ sent }}));
        """
        async with open_page(folder, chromium, script, lambda: tokens(principal)) as page:
            assert await page.read() == {"sent": [False, True, False]}


@pytest.mark.slow
async def test_the_tile_of_a_second_is_shown_as_the_page_says(tmp_path: Path) -> None:
    chromium, folder = require_chromium(), await install_scripts(APOLLO, tmp_path / "apollo")
    [snippet] = read_snippets()[PLAYING]
    script = f"""
        const size = {{ tileWidth: 160, tileHeight: 90 }};
        const board = {{ url: "/board.jpg", tiles: 23, columns: 10, secondsPerTile: 2, ...size }};
        const preview = document.createElement("div");
        const show = (second) => {{ {snippet} return preview.style.background; }};
        console.log(JSON.stringify({{ places: [0, 26, 999].map(show) }}));
    """
    async with open_page(folder, chromium, script, str) as page:
        told = await page.read()
    assert [place.partition(" ")[2].strip() for place in told["places"]] == ["0px 0px", "-480px -90px", "-320px -180px"]
