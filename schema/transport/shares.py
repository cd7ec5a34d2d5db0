"""/shares/TOKEN: the pages of a link to an evidence package, for people without an account; and /evidence/keys.

GET shows what the link is for, and changes nothing: programs that look at links in messages open no package. POST opens
it, with the password if it needs one, and answers with a link that downloads the package.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from datasources.bootstrap import Datasources
from models.enums import Language
from models.errors import Unavailable
from models.evidence.packages import OpenableShare
from models.messages.catalog import translate
from resolvers.core.context import Limits
from resolvers.evidence.opening import DOWNLOAD_SECONDS, Opening, Refusal, ShareOpener
from schema.transport.connections.pacing import PacedAdmission

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_MAX_BODY_BYTES = 4096
_STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#111}"
    "th{text-align:left;padding-right:1rem;vertical-align:top}td{overflow-wrap:anywhere}"
    ".warn{border-left:4px solid #b00;padding-left:.8rem}input,button,a.go{font:inherit;padding:.4rem .8rem}"
    "a.go{display:inline-block;background:#114;color:#fff;text-decoration:none}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_STATUS = {Refusal.GONE: 404, Refusal.LOCKED: 429, Refusal.WRONG_PASSWORD: 403}


class SharePages:
    """get_resources: see schema.transport.http.GraphQLView."""

    def __init__(self, get_resources: Callable[[], tuple[Datasources, Limits]]) -> None:
        self._get_resources = get_resources
        self._admission = PacedAdmission(per_second=50.0)

    async def show(self, request: Request) -> Response:
        """GET /shares/TOKEN."""
        return await self._answer(request, opens=False)

    async def open(self, request: Request) -> Response:
        """POST /shares/TOKEN."""
        return await self._answer(request, opens=True)

    async def list_keys(self, _request: Request) -> Response:
        """GET /evidence/keys: the public keys that check packages. They are for everybody."""
        _, limits = self._get_resources()
        headers = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
        return JSONResponse(dict(limits.evidence.published_keys), headers=headers)

    async def _answer(self, request: Request, *, opens: bool) -> Response:
        await self._admission.wait_turn(request.client.host if request.client else "")
        opener = ShareOpener(*self._get_resources())
        token, language = request.path_params["token"], _detect_language(request)
        try:
            password = await _read_password(request) if opens else ""
            share = await opener.find(token) if _TOKEN.fullmatch(token) else None
            if share is None:
                return _render_gone(language or Language.EN)
            language = language or Language(share.language)
            if not opens:
                return _render_share(share, language, Opening(), 200)
            opening = await opener.open(share, password, request.state.request_id)
        except Unavailable as error:
            return _respond(f"<p>{escape(error.message(language or Language.EN))}</p>", language or Language.EN, 503)
        except ClientDisconnect:
            return Response(status_code=400)
        if opening.refusal is Refusal.GONE:
            return _render_gone(language)
        return _render_share(share, language, opening, 200 if opening.refusal is None else _STATUS[opening.refusal])


async def _read_password(request: Request) -> str:
    """The password of the form; empty where there is none, or the body is larger than a form."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY_BYTES:
            return ""
    values = parse_qs(body.decode("utf-8", "replace"), max_num_fields=8).get("password", [""])
    return values[0]


def _detect_language(request: Request) -> Language | None:
    wanted = request.headers.get("accept-language", "").strip().lower()
    return next((language for language in Language if wanted.startswith(language.value.lower())), None)


def _render_gone(language: Language) -> Response:
    return _respond(f"<p>{escape(translate(language, 'evidence-share-gone'))}</p>", language, 404)


def _render_share(share: OpenableShare, language: Language, opening: Opening, status: int) -> Response:
    rows = (
        (translate(language, "evidence-package"), str(share.package_id)),
        (translate(language, "evidence-share-size"), f"{share.size_bytes} B"),
        ("SHA-256", share.checksum_sha256),
        (translate(language, "evidence-share-key"), share.key_id),
        (translate(language, "evidence-share-expires"), share.expires_at.isoformat(timespec="minutes")),
    )
    # Without the password, nothing of the package is told.
    is_closed = share.password_hash is not None and opening.url is None
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    table = "" if is_closed else f"<table>{cells}</table>"
    action = _render_form(share, language) if opening.url is None else _render_download(opening.url, language)
    return _respond(f"{table}{_render_refusal(opening, language)}{action}", language, status)


def _render_refusal(opening: Opening, language: Language) -> str:
    if opening.refusal is Refusal.WRONG_PASSWORD:
        text = translate(language, "evidence-share-wrong-password")
    elif opening.refusal is Refusal.LOCKED:
        until = "?" if opening.locked_until is None else opening.locked_until.isoformat(timespec="minutes")
        text = translate(language, "evidence-share-locked", until=until)
    else:
        return ""
    return f'<p class="warn">{escape(text)}</p>'


def _render_form(share: OpenableShare, language: Language) -> str:
    label = escape(translate(language, "evidence-share-password"))
    field = f'<p><label>{label} <input type="password" name="password" required maxlength="200"></label></p>'
    button = escape(translate(language, "evidence-share-open"))
    needed = field if share.password_hash is not None else ""
    return f'<form method="post" autocomplete="off">{needed}<button>{button}</button></form>'


def _render_download(url: str, language: Language) -> str:
    told = escape(translate(language, "evidence-share-download-now", seconds=DOWNLOAD_SECONDS))
    name = escape(translate(language, "evidence-share-download"))
    check = escape(translate(language, "evidence-share-check"))
    return (
        f'<p><a class="go" rel="noreferrer" href="{escape(url)}">{name}</a></p><p>{told}</p>'
        f"<p>{check}</p><pre>python -m evidence verify FILE.zip</pre>"
    )


def _respond(body: str, language: Language, status: int) -> Response:
    title = escape(translate(language, "evidence-share-title"))
    page = (
        f'<!doctype html><html lang="{language.value.lower()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>"
    )
    return HTMLResponse(page, status, headers=_HEADERS)
