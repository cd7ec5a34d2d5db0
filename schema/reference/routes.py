"""Serves the reference at /docs: the page is written once, when somebody asks for it first."""

from functools import cache
from pathlib import Path

from graphql import GraphQLSchema
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from schema.reference.page import write_page
from schema.transport.content import compression

FILES = Path(__file__).with_name("files")
# Nothing but this page's own script and style.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
}


def list_reference_routes(schema: GraphQLSchema) -> list[BaseRoute]:
    """The routes of /docs."""

    @cache
    def load() -> tuple[bytes, bytes]:
        page = write_page(schema).encode()
        return page, compression.compress(page)

    def answer(request: Request) -> Response:
        page, compressed = load()
        if compression.accepts_gzip(request.headers.get("accept-encoding", "")):
            return Response(compressed, headers={**HEADERS, "Content-Encoding": "gzip"}, media_type="text/html")
        return Response(page, headers=HEADERS, media_type="text/html")

    return [Route("/docs", answer), Mount("/docs", StaticFiles(directory=FILES))]
