"""python -m bench.fairness.model PORT ENDPOINT: the embedded models, but for one question, whose plan is a heavy query.

A model may write any SQL that the guard lets through; the embedded one writes none that is slow.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import ClientSession, web

from bench.fairness.noisy_neighbour import HEAVY_QUESTION

# Each pair is looked at, and none dropped: with ten thousand events longer than any statement may run.
HEAVY_SQL = "SELECT count(*) AS n FROM event_view AS a, event_view AS b WHERE a.start_seconds * b.end_seconds < -1"
_PLAN = {"language": "en", "aboutFootage": True, "want": "COUNT_EVENTS", "sql": HEAVY_SQL}
_SENT_BY_CONNECTION = frozenset({"transfer-encoding", "content-length", "connection", "content-encoding"})


def build_application(endpoint: str) -> web.Application:
    async def answer(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if HEAVY_QUESTION.encode() in body and b"plan_question" in body:
            return web.json_response(_build_response())
        session: ClientSession = request.app[_SESSION]
        # With the host that the signature was made for.
        async with session.request(
            request.method, f"{endpoint}{request.raw_path}", data=body, headers=request.headers, allow_redirects=False
        ) as found:
            kept = {name: value for name, value in found.headers.items() if name.lower() not in _SENT_BY_CONNECTION}
            response = web.StreamResponse(status=found.status, headers=kept)
            # Whoever asked may be gone.
            with suppress(ConnectionError):
                await response.prepare(request)
                async for piece in found.content.iter_any():
                    await response.write(piece)
            return response

    async def opened(app: web.Application) -> AsyncIterator[None]:
        async with ClientSession(auto_decompress=False) as session:
            app[_SESSION] = session
            yield

    app = web.Application(client_max_size=64 * 1024**2)
    app.cleanup_ctx.append(opened)
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
