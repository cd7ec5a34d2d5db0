"""Asks a server on loopback whether it listens, and whether it is ready."""

import asyncio
import contextlib
from http.client import HTTPConnection, HTTPException

# For one probe. It does not limit how long a start takes: callers probe again.
_ANSWER_SECONDS = 12.0


async def answers_ok(port: int, path: str) -> bool:
    """Whether GET answers 200 within 12 s."""
    return await asyncio.to_thread(_get, port, path)


async def listens(port: int) -> bool:
    """Whether a server accepts connections on the port."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


def _get(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
