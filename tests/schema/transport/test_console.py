"""The console is served at / and below its views' paths, under a strict policy, and nothing else is shadowed."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from schema.transport import console
from schema.transport.security_headers import SecurityHeadersMiddleware
from tests.support.serving import ApiTestClient

S3 = "http://127.0.0.1:9000"
VIEWS_SOURCE = console.FILES.parent / "src" / "app" / "views.ts"


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    api = Route("/graphql", lambda _request: PlainTextResponse("the API"))
    app = Starlette(routes=[api, *console.build_routes(console.FILES, [S3])])
    app.add_middleware(SecurityHeadersMiddleware)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://console") as client:
        yield client


async def test_every_view_s_address_is_the_page(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for path in ("/ask", "/ask/ses_1", "/events", "/cameras/cam_1", "/videos/vid_1", "/uploads", "/health"):
        assert (await browser.get(path)).text == page.text


def test_the_page_s_views_are_those_that_are_served() -> None:
    source = VIEWS_SOURCE.read_text(encoding="utf-8")
    assert set(re.findall(r'path: "/(\w+)/\*"', source)) == set(console.VIEWS)


async def test_nothing_else_is_shadowed(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/graphql", headers={"accept": "text/html"})).text == "the API"
    for path in (
        "/docs",
        "/readyz",
        "/api/health/",
        "/eventsx",
        "/assets/",
        "/assets/%2e%2e/index.html",
        "/index.html",
    ):
        assert (await browser.get(path)).status_code == 404, path


async def test_the_policy_allows_the_page_s_own_files_and_the_footage_alone(browser: httpx.AsyncClient) -> None:
    policy = dict(
        part.split(" ", 1) for part in (await browser.get("/")).headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == f"'self' {S3}"
    assert S3 in policy["img-src"]
    assert S3 in policy["media-src"]
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in str(policy)


async def test_the_page_holds_nothing_that_its_policy_forbids(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/")).text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|https?://", page)


async def test_assets_are_kept_for_good_and_the_page_is_asked_for_again(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/")
    assert page.headers["cache-control"] == "no-cache"
    assert (await browser.get("/", headers={"if-none-match": page.headers["etag"]})).status_code == 304
    (script,) = re.findall(r'src="(/assets/[^"]+\.js)"', page.text)
    asset = await browser.get(script)
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-type"].startswith("application/javascript")
    assert asset.headers["content-encoding"] == "gzip"
    assert asset.headers["x-content-type-options"] == "nosniff"


def list_first_view(view: str) -> set[str]:
    """The assets that a view needs first: what the page names, a catalog, the view, and what these import."""
    assets = console.FILES / "assets"
    page = (console.FILES / "index.html").read_text(encoding="utf-8")
    wanted = [*re.findall(r"/assets/([^\"]+)", page), *(path.name for path in assets.glob("*.css"))]
    wanted += [path.name for name in (view, "ko") for path in assets.glob(f"{name}-*.js")]
    found: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            text = (assets / name).read_text(encoding="utf-8")
            wanted += re.findall(r"(?:from|import)\s*[\"'`]\./([^\"'`]+)", text) if name.endswith(".js") else []
    return found


@pytest.mark.parametrize("view", ["ask", "events", "cameras", "video", "uploads", "health"])
def test_a_first_view_is_at_most_250_kilobytes(view: str) -> None:
    files = list_first_view(view)
    assert any(name.startswith(f"{view}-") for name in files)
    assert sum(len(gzip.compress((console.FILES / "assets" / name).read_bytes(), 9)) for name in files) <= 250_000


async def test_the_api_serves_it_where_the_setting_says_so(api: ApiTestClient) -> None:
    page = await api.http.get("/", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "http://127.0.0.1:" in page.headers["content-security-policy"]


def test_a_page_that_was_not_built_is_noticed_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        console.build_routes(tmp_path, [])
