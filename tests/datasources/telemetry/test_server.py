"""The metrics have a port of their own, which may ask for a token."""

import asyncio
import socket

import httpx
import pytest

from datasources.telemetry.server import serve_metrics


async def get(port: int | None, token: str | None = None) -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient() as http:
        return await http.get(f"http://127.0.0.1:{port}/metrics", headers=headers)


async def test_prometheus_reads_them_after_they_were_brought_up_to_date() -> None:
    refreshed = []

    async def refresh() -> None:
        refreshed.append(1)

    async with serve_metrics("127.0.0.1", 0, refresh=refresh) as port:
        answer = await get(port)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert "watchgraph_operations_total" in answer.text
    assert refreshed == [1]


async def test_gauges_that_cannot_be_read_cost_no_other_metric(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise OSError("the database is away")

    async with serve_metrics("127.0.0.1", 0, refresh=fail) as port:
        answer = await get(port)
    assert answer.status_code == 200
    assert "the database is away" in caplog.text


@pytest.mark.parametrize(("given", "status"), [(None, 401), ("wrong", 401), ("한글", 401), ("secret", 200)])
async def test_a_token_that_is_set_is_needed(given: str | None, status: int) -> None:
    async with serve_metrics("127.0.0.1", 0, "secret") as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        line = "" if given is None else f"Authorization: Bearer {given}\r\n"
        writer.write(f"GET /metrics HTTP/1.1\r\nHost: x\r\n{line}Connection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
    assert answer.startswith(f"HTTP/1.1 {status}".encode())


async def test_a_port_that_is_taken_costs_the_metrics_and_not_the_work(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        async with serve_metrics("127.0.0.1", number) as port:
            assert port is None
    assert f"127.0.0.1:{number} cannot be listened on" in caplog.text


async def test_without_a_port_nothing_is_served() -> None:
    async with serve_metrics("127.0.0.1", None) as port:
        assert port is None
