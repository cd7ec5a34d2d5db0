"""A proxy to the embedded models that plans a heavy query for one question.

python -m bench.fairness.model PORT ENDPOINT

A model may write any SQL that passes the guard; the stand-in never writes slow SQL.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import ClientSession, web

from bench.fairness.noisy_neighbour import HEAVY_QUESTION

# Reads every pair of events: with ten thousand events, longer than any statement may run.
HEAVY_SQL = "SELECT count(*) AS n FROM event_view AS a, event_view AS b WHERE a.start_seconds * b.end_seconds < -1"
_PLAN = {"language": "en", "aboutFootage": True, "want": "COUNT_EVENTS", "sql": HEAVY_SQL}
_SENT_BY_CONNECTION = frozenset({"transfer-encoding", "content-length", "connection", "content-encoding"})


def build_application(endpoint: str) -> web.Application:
    async def answer(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if HEAVY_QUESTION.encode() in body and b"plan_question" in body:
            return web.json_response(_build_response())
        session: ClientSession = request.app[_SESSION]
        # Keeps the Host header, which the signature covers.
        async with session.request(
            request.method, f"{endpoint}{request.raw_path}", data=body, headers=request.headers, allow_redirects=False
        ) as upstream:
            headers = {
                name: value for name, value in upstream.headers.items() if name.lower() not in _SENT_BY_CONNECTION
            }
            response = web.StreamResponse(status=upstream.status, headers=headers)
            # The client may have disconnected.
            with suppress(ConnectionError):
                await response.prepare(request)
                async for piece in upstream.content.iter_any():
                    await response.write(piece)
            return response

    async def open_session(app: web.Application) -> AsyncIterator[None]:
        async with ClientSession(auto_decompress=False) as session:
            app[_SESSION] = session
            yield

    app = web.Application(client_max_size=64 * 1024**2)
    app.cleanup_ctx.append(open_session)
    app.router.add_route("*", "/{path:.*}", answer)
    return app


def _build_response() -> dict[str, object]:
    content = [{"toolUse": {"toolUseId": "tooluse_1", "name": "plan_question", "input": _PLAN}}]
    return {
        "output": {"message": {"role": "assistant", "content": content}},
        "stopReason": "tool_use",
        "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
        "metrics": {"latencyMs": 1},
    }


_SESSION = web.AppKey("session", ClientSession)

if __name__ == "__main__":
    web.run_app(build_application(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
