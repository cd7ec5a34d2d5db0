"""Serves GraphiQL from this package's files: no CDN, no stored tokens."""

from functools import cache
from pathlib import Path

FILES = Path(__file__).with_name("graphiql_files")
# Nothing from other origins. GraphiQL's editor sets inline styles, and its fonts are data URLs.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@cache
def load_page() -> str:
    return (FILES / "index.html").read_text(encoding="utf-8")
