"""Whether an HTTP server on loopback says that it is ready."""

import asyncio
from http.client import HTTPConnection, HTTPException


async def answers_ok(port: int, path: str) -> bool:
    """Whether GET answers 200 within 12 s."""
    return await asyncio.to_thread(_get, port, path)


def _get(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=12)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
