"""The page at /docs says everything that the schema does, and needs nothing but itself; `/` leads to a page."""

import re
from html.parser import HTMLParser

import httpx
import pytest
from graphql import GraphQLEnumType, build_schema, is_introspection_type, is_specified_scalar_type

from app import create_app
from config import Settings
from schema.build import create_schema
from schema.reference.page import write_page

SCHEMA = create_schema()._schema
PAGE = write_page(SCHEMA)


class Outline(HTMLParser):
    """The ids, the links and the text of a page. Fails for tags that do not close."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if tag == "a" else []
        self.loaded += [given[name] or "" for name in ("src", "href") if tag != "a" and name in given]
        assert not any(name.startswith("on") or name == "style" for name in given), "the policy lets no inline code run"
        if tag not in ("meta", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def outline() -> Outline:
    read = Outline()
    read.feed(PAGE)
    assert read.open == []
    return read


def test_every_type_field_argument_and_value_stands_on_the_page_with_its_description(outline: Outline) -> None:
    ids, text = set(outline.ids), outline.text
    for name, type_ in SCHEMA.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        assert name in ids
        assert (type_.description or "") in text
        members = type_.values if isinstance(type_, GraphQLEnumType) else getattr(type_, "fields", {})
        for member, described in members.items():
            assert f"{name}.{member}" in ids
            assert (described.description or "") in text
            for argument, told in getattr(described, "args", {}).items():
                assert re.search(rf"\b{argument}: ", text)
                assert (told.description or "") in text


def test_ids_are_unique_and_links_lead_to_them(outline: Outline) -> None:
    assert len(outline.ids) == len(set(outline.ids))
    targets = {link.removeprefix("#") for link in outline.links}
    built_in = {"String", "Int", "Float", "Boolean", "ID"}
    assert targets - set(outline.ids) <= built_in
    assert all(link.startswith("#") for link in outline.links)


def test_nothing_is_loaded_but_the_page_s_own_files(outline: Outline) -> None:
    assert sorted(outline.loaded) == ["/docs/reference.css", "/docs/reference.js", "data:,"]


def test_descriptions_are_text_and_not_markup() -> None:
    page = write_page(build_schema('"""<script>alert(1)</script> & "quotes" """ type Query { "a < b" a: Int }'))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page
    assert "a &lt; b" in page


def test_defaults_and_deprecations_are_told() -> None:
    page = write_page(
        build_schema(
            'enum E { A B } type Query { a(e: E = B, n: [Int!] = [1]): Int @deprecated(reason: "use b") b: Int }'
        )
    )
    assert "= B</code>" in page
    assert "= [1]</code>" in page
    assert "Deprecated: use b" in page


class TestServing:
    async def fetch(self, settings: Settings, path: str, **headers: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=create_app(settings))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            return await http.get(path, headers=headers)

    async def test_the_page_is_served_with_a_strict_policy_and_compressed(self) -> None:
        answer = await self.fetch(Settings(), "/docs", **{"accept-encoding": "gzip"})
        assert (answer.status_code, answer.text) == (200, write_page(SCHEMA))
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < len(PAGE) / 3
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        plain = await self.fetch(Settings(), "/docs", **{"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers

    @pytest.mark.parametrize(("name", "kind"), [("reference.js", "javascript"), ("reference.css", "css")])
    async def test_so_are_its_files(self, name: str, kind: str) -> None:
        answer = await self.fetch(Settings(), f"/docs/{name}")
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]

    @pytest.mark.parametrize(
        ("graphiql", "docs", "target"), [(True, True, "/graphql"), (False, True, "/docs"), (True, False, "/graphql")]
    )
    async def test_the_root_leads_to_a_page_that_is_served(self, graphiql: bool, docs: bool, target: str) -> None:
        answer = await self.fetch(Settings(graphiql=graphiql, docs=docs), "/")
        assert (answer.status_code, answer.headers["location"]) == (307, target)
        # Another setting may lead elsewhere tomorrow.
        assert answer.headers["cache-control"] == "no-store"

    async def test_what_is_turned_off_is_not_there(self) -> None:
        for path in ("/docs", "/docs/reference.js", "/"):
            assert (await self.fetch(Settings(docs=False), path)).status_code == 404
