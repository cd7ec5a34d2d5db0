"""The agent's status on loopback: a page for people, JSON, and metrics for Prometheus."""

import html
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from ingest.agent_status import AgentStatus
from ingest.bandwidth import Bandwidth
from ingest.journal import Journal, State

_REFUSED_SHOWN = 50


@asynccontextmanager
async def serve_status(status: AgentStatus, journal: Journal, bandwidth: Bandwidth, port: int) -> AsyncIterator[int]:
    """Serve on 127.0.0.1; port 0 takes a free one. Yields the port."""

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=_render_page(_collect(status, journal, bandwidth)), content_type="text/html")

    async def as_json(_request: web.Request) -> web.Response:
        return web.json_response(_collect(status, journal, bandwidth))

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(text=_render_metrics(status, journal), content_type="text/plain", charset="utf-8")

    application = web.Application()
    application.add_routes([web.get("/", page), web.get("/status.json", as_json), web.get("/metrics", metrics)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _collect(status: AgentStatus, journal: Journal, bandwidth: Bandwidth) -> dict[str, Any]:
    counts = journal.count_by_state()
    return {
        "problems": list(status.problems.values()),
        "sending": None if status.sending is None else status.sending.path,
        "bytesPerSecondAllowed": bandwidth.current_rate(),
        "recordings": {state.value: {"count": count, "bytes": size} for state, (count, size) in counts.items()},
        "changing": status.report.changing,
        "unmatched": {"count": status.report.unmatched, "paths": status.report.unmatched_paths},
        "cameras": [
            {"camera": camera, "waiting": waiting, "behindSeconds": round(time.time() - oldest)}
            for camera, waiting, oldest in journal.list_waiting_cameras()
        ],
        "sources": [
            {"camera": name, "connected": state.is_connected, "recordings": state.recordings, "note": state.note}
            for name, state in sorted(status.cameras.items())
        ],
        "notes": status.notes,
        "refused": [
            {"path": entry.path, "message": entry.message}
            for entry in journal.list_oldest(State.REFUSED, _REFUSED_SHOWN)
        ],
    }


def _render_metrics(status: AgentStatus, journal: Journal) -> str:
    lines = [
        "# TYPE watchgraph_ingest_sent_bytes_total counter",
        f"watchgraph_ingest_sent_bytes_total {status.sent_bytes}",
        "# TYPE watchgraph_ingest_failures_total counter",
        f"watchgraph_ingest_failures_total {status.failures}",
        "# TYPE watchgraph_ingest_problems gauge",
        f"watchgraph_ingest_problems {len(status.problems)}",
        "# TYPE watchgraph_ingest_recordings gauge",
    ]
    lines += [
        f'watchgraph_ingest_recordings{{state="{state.value.lower()}"}} {count}'
        for state, (count, _) in journal.count_by_state().items()
    ]
    lines.append("# TYPE watchgraph_ingest_behind_seconds gauge")
    for camera, _, oldest in journal.list_waiting_cameras():
        lines.append(f'watchgraph_ingest_behind_seconds{{camera="{_escape(camera)}"}} {time.time() - oldest:.0f}')
    if status.cameras:
        lines.append("# TYPE watchgraph_ingest_connected gauge")
    lines += [
        f'watchgraph_ingest_connected{{camera="{_escape(name)}"}} {state.is_connected:d}'
        for name, state in sorted(status.cameras.items())
    ]
    return "\n".join(lines) + "\n"


def _escape(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _render_page(found: dict[str, Any]) -> str:
    def rows(cells: list[tuple[object, ...]]) -> str:
        return "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}" for cell in row) for row in cells)

    problems = "".join(f"<li>{html.escape(problem)}" for problem in found["problems"]) or "<li>None"
    states = rows([(name, of["count"], of["bytes"]) for name, of in found["recordings"].items()])
    cameras = rows([(of["camera"], of["waiting"], of["behindSeconds"]) for of in found["cameras"]])
    sources = rows(
        [(of["camera"], "yes" if of["connected"] else "no", of["recordings"], of["note"]) for of in found["sources"]]
    )
    refused = rows([(of["path"], of["message"]) for of in found["refused"]])
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta http-equiv=refresh content=5>"
        "<title>Watchgraph ingest</title><style>body{font:16px/1.5 system-ui;margin:2rem;max-width:60rem}"
        "table{border-collapse:collapse}td,th{padding:.2rem .8rem;text-align:left;border-bottom:1px solid #8884}"
        "</style>"
        f"<h1>Watchgraph ingest</h1><p>Sending: {html.escape(str(found['sending'] or 'nothing'))}"
        f"<h2>Problems</h2><ul>{problems}</ul>"
        f"<h2>Recordings</h2><table><tr><th>State<th>Count<th>Bytes{states}</table>"
        f"<h2>Cameras</h2><table><tr><th>Camera<th>Connected<th>Recordings<th>Note{sources}</table>"
        f"<table>{rows(list(found['notes'].items()))}</table>"
        f"<h2>Cameras behind</h2><table><tr><th>Camera<th>Waiting<th>Seconds behind{cameras}</table>"
        f"<h2>Refused</h2><table><tr><th>Recording<th>Why{refused}</table></html>"
    )
