"""A page of another origin than the API, with a snippet of the documentation in it."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.npm import NODE, run_node

PATIENCE = 60
_HTML = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>'


class Page:
    """An open page, and what it has told."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.told: list[Any] = []

    async def read(self) -> Any:
        """The next thing that it tells its console as JSON; anything else is passed over."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := await self._process.stdout.readline():
                with suppress(json.JSONDecodeError):
                    self.told.append(json.loads(line))
                    assert "pageerror" not in self.told[-1], self.told
                    return self.told[-1]
        raise AssertionError(f"the page ended after {self.told}")


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def _serve(answers: dict[str, tuple[str, Callable[[], str]]]) -> Iterator[str]:
    """Serve texts by path, each with its media type; yields the origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media_type, make = answers[self.path]
            body = make().encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{media_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Logs nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@asynccontextmanager
async def open_page(folder: Path, chromium: str, script: str, issue_token: Callable[[], str]) -> AsyncIterator[Page]:
    """Open a page that runs a module, and may ask for tokens at /token. folder: has the scripts of tests/apollo."""
    await asyncio.to_thread((folder / "page.mjs").write_text, script, encoding="utf-8")
    await run_node("bundle.mjs", "page.mjs", "page.js", folder=folder)
    answers = {
        "/": ("text/html", lambda: _HTML),
        "/page.js": ("text/javascript", lambda: (folder / "page.js").read_text(encoding="utf-8")),
        "/token": ("text/plain", issue_token),
    }
    with _serve(answers) as origin:
        process = await asyncio.create_subprocess_exec(
            *(str(NODE), "browse.mjs", chromium, f"{origin}/"),
            cwd=folder,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            yield Page(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            with suppress(TimeoutError):
                async with asyncio.timeout(20):
                    await process.wait()
            if process.returncode is None:
                process.kill()
                await process.wait()
