"""Many clients in a separate process: `python -m bench.attacks.crowd PORT --sockets N --loops N`.

sockets: send the start of a request and then a header now and then; a closed one is opened again. loops: request
/readyz as fast as it is answered. The process ends with its standard input. Loopback only.
"""

import argparse
import asyncio
import sys

from datasources.file_limits import raise_descriptor_limit

_INTERVAL_SECONDS = 3.0
_READYZ_REQUEST = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


async def hold_slow_socket(port: int) -> None:
    """Hold one slow socket; open it again when it is closed."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            while not reader.at_eof():
                writer.write(b"x-a: b\r\n")
                try:
                    async with asyncio.timeout(_INTERVAL_SECONDS):
                        await reader.read(4096)
                except TimeoutError:
                    continue
            writer.transport.abort()
        except OSError:
            pass
        await asyncio.sleep(_INTERVAL_SECONDS)


async def poll_readyz(port: int) -> None:
    """Request /readyz in a loop, on one connection."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            while True:
                writer.write(_READYZ_REQUEST)
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
                await reader.readexactly(int(length))
        except (OSError, asyncio.IncompleteReadError, ValueError):
            await asyncio.sleep(0.1)


async def _main(port: int, sockets: int, loops: int) -> None:
    tasks = [asyncio.create_task(hold_slow_socket(port)) for _ in range(sockets)]
    tasks += [asyncio.create_task(poll_readyz(port)) for _ in range(loops)]
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.attacks.crowd", description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--sockets", type=int, default=0)
    parser.add_argument("--loops", type=int, default=0)
    chosen = parser.parse_args()
    raise_descriptor_limit()
    asyncio.run(_main(chosen.port, chosen.sockets, chosen.loops))
