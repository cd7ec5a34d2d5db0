"""Makes a package of 2 GiB into the embedded store, and checks it: time, memory, and whether a changed byte is found.

python -m bench.evidence [--gib 2]

Exit code 1 where making or checking it takes more than 100 MB beyond what the process had, or a change is not found.
"""

import argparse
import asyncio
import base64
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

from datasources.s3.store import ObjectStore
from devstack.stack.stack import Options, Stack
from devstack.state import State
from domain.evidence.archive_writer import ArchiveWriter
from domain.evidence.keys import EvidenceKeys
from domain.evidence.upload import CONTENT_TYPE, PackageUpload
from evidence.verify import verify
from models.footage.originals import ObjectRef

_CLIP_BYTES = 256 << 20
_MOST_MB = 100.0
_KEY = "bench/evidence/one/package.zip"


def read_memory_mb() -> float:
    """Resident memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Peak:
    """The most memory that the process has within the block, beyond what it had before."""

    def __init__(self) -> None:
        self.mb = 0.0

    async def __aenter__(self) -> "Peak":
        self._before = read_memory_mb()
        self._watch = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self.mb = max(self.mb, read_memory_mb() - self._before)
            await asyncio.sleep(0.02)


async def measure(folder: Path, gib: float) -> bool:
    clip = folder / "clip.mp4"
    block = secrets.token_bytes(1 << 20)
    with clip.open("wb") as file:
        for number in range(_CLIP_BYTES >> 20):
            file.write(number.to_bytes(4, "big") + block[4:])
    async with Stack(State(folder / "state"), Options(durable=False, bedrock=False)) as stack:
        environment = stack.environment
        os.environ |= {name: environment[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        async with ObjectStore.open(
            region=environment["AWS_DEFAULT_REGION"],
            endpoint=environment["AWS_ENDPOINT_URL_S3"],
            storage_bucket=environment["AWS_STORAGE_BUCKET_NAME"],
            thumbnails_bucket=environment["AWS_THUMBNAILS_BUCKET_NAME"],
            highlights_bucket=environment["AWS_HIGHLIGHTS_BUCKET_NAME"],
        ) as store:
            return await measure_with(store, clip, folder / "package.zip", gib)


async def measure_with(store: ObjectStore, clip: Path, package: Path, gib: float) -> bool:
    # What a first call imports and allocates is the process's, not the package's.
    await store.put("highlights", "bench/warm", b"warm", "text/plain")
    keys = EvidenceKeys.from_settings(base64.b64encode(secrets.token_bytes(32)).decode(), "")
    began = time.perf_counter()
    async with Peak() as making:
        upload_id = await store.begin_multipart("highlights", _KEY, CONTENT_TYPE, part_checksums=True)
        upload = PackageUpload(store, _KEY, upload_id)
        writer = ArchiveWriter(upload)
        for number in range(round(gib * (1 << 30) / _CLIP_BYTES)):
            await writer.add_file(f"clips/{number:03d}.mp4", clip)
        await writer.finish({"packageId": "bench", "createdAt": "now"}, keys, None)
        stored = await upload.complete()
    seconds = time.perf_counter() - began
    print(f"made   {writer.size / 2**30:6.2f} GiB in {seconds:6.1f} s; memory beyond the start: {making.mb:5.0f} MB")
    await store.download("highlights", ObjectRef(_KEY, stored.etag, stored.version), package)
    began = time.perf_counter()
    async with Peak() as checking:
        report = await asyncio.to_thread(verify, package)
    seconds = time.perf_counter() - began
    print(
        f"checked              in {seconds:6.1f} s; memory beyond the start: {checking.mb:5.0f} MB; {report.problems}"
    )
    is_found = await asyncio.to_thread(find_change, package, report.size)
    print(f"one bit changed in the middle: {'found' if is_found else 'NOT FOUND'}")
    return report.is_intact and report.sha256 == writer.sha256 and is_found and max(making.mb, checking.mb) < _MOST_MB


def find_change(package: Path, size: int) -> bool:
    with package.open("r+b") as file:
        file.seek(size // 2)
        byte = file.read(1)
        file.seek(size // 2)
        file.write(bytes((byte[0] ^ 1,)))
    return bool(verify(package).problems)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.evidence", description=__doc__)
    parser.add_argument("--gib", type=float, default=2.0)
    with tempfile.TemporaryDirectory(prefix="evidence-") as folder:
        # PostgreSQL runs as another user under root.
        Path(folder).chmod(0o711)
        sys.exit(0 if asyncio.run(measure(Path(folder), parser.parse_args().gib)) else 1)


if __name__ == "__main__":
    main()
