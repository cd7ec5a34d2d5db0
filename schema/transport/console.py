"""Serves the console, the page for people, from the files that `console/` was built into."""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

FILES = Path(__file__).resolve().parent.parent.parent / "console" / "built"
# The views' first path segments (console/src/app/views.ts): only below them is the page served, so it shadows nothing.
VIEWS = ("ask", "events", "cameras", "videos", "uploads", "health")
# The names of assets hold a hash of their content.
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_COMPRESSED_TYPES = ("text/", "application/javascript", "image/svg")


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    gzipped: bytes | None
    media_type: str
    etag: str


def build_routes(files: Path, media_origins: Iterable[str]) -> list[BaseRoute]:
    """The routes of the page and its assets.

    media_origins: origins of pictures and footage, which the page may also send footage to. Raises FileNotFoundError
    if the page was not built.
    """
    headers = {
        "Content-Security-Policy": build_policy(media_origins),
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    assets = {path.name: path for path in (files / "assets").iterdir()}

    async def serve_page(request: Request) -> Response:
        return _respond(request, _read(files / "index.html"), {**headers, "Cache-Control": _ASK_AGAIN})

    async def serve_asset(request: Request) -> Response:
        path = assets.get(request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        return _respond(request, _read(path), {"Cache-Control": _FOREVER})

    async def redirect_to_icon(_request: Request) -> Response:
        icon = next(name for name in assets if name.startswith("icon-"))
        return RedirectResponse(f"/assets/{icon}", headers={"Cache-Control": _ASK_AGAIN})

    pages = ["/", *(f"/{view}{below}" for view in VIEWS for below in ("", "/{rest:path}"))]
    return [
        Route("/assets/{name}", serve_asset),
        Route("/favicon.ico", redirect_to_icon),
        *(Route(path, serve_page) for path in pages),
    ]


def build_policy(media_origins: Iterable[str]) -> str:
    """The page's Content-Security-Policy: its own files, its API, and the footage; nothing inline, nothing foreign."""
    media = " ".join(("'self'", *media_origins))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {media} blob:",
            f"media-src {media} blob:",
            # 'self' covers the page's own WebSocket.
            f"connect-src {media}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


@cache
def _read(path: Path) -> _File:
    content = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    media_type = "application/javascript" if path.suffix == ".js" else media_type
    is_text = media_type.startswith(_COMPRESSED_TYPES)
    return _File(
        content,
        gzip.compress(content, 9, mtime=0) if is_text else None,
        f"{media_type}; charset=utf-8" if is_text else media_type,
        f'W/"{hashlib.sha256(content).hexdigest()[:32]}"',
    )


def _respond(request: Request, file: _File, headers: dict[str, str]) -> Response:
    headers = {**headers, "ETag": file.etag, "Vary": "Accept-Encoding"}
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if file.gzipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.gzipped, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)
