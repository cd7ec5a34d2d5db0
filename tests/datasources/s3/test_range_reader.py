"""Reading an object in pieces: the bytes are those of the object, and only what is asked for is fetched."""

import asyncio
import io
import pickle
import random
from pathlib import Path

import pytest

from datasources.s3 import FetchLimitExceeded, ObjectStore, RangedSource
from datasources.s3 import range_reader as ranged
from models.errors import NotFound, Unavailable, WrongState
from models.footage.originals import ObjectRef
from tests.vision.media_files import steady_times, write_video
from vision.media.probe import probe

CONTENT = random.Random(8).randbytes(100_000)
KEY = "org/video/original.mp4"


async def source(store: ObjectStore, content: bytes = CONTENT) -> RangedSource:
    await store.put("storage", KEY, content, "video/mp4")
    return await store.open_ranged("storage", ObjectRef(KEY))


async def test_any_walk_through_it_reads_what_a_file_would(either: ObjectStore) -> None:
    there = await source(either)

    def walk() -> None:
        chance, plain = random.Random(1), io.BytesIO(CONTENT)
        with there.open(block_bytes=4096, blocks_kept=3) as file:
            for _ in range(60):
                offset, whence = chance.choice(
                    [(chance.randrange(110_000), 0), (chance.randrange(500), 1), (-chance.randrange(90_000), 2)]
                )
                assert file.seek(offset, whence) == plain.seek(offset, whence) == file.tell()
                size = chance.choice([0, 1, 100, 9000])
                assert file.read(size) == plain.read(size)
            file.seek(0)
            assert file.read() == CONTENT

    await asyncio.to_thread(walk)


async def test_a_block_is_fetched_once_while_it_is_kept(either: ObjectStore) -> None:
    there = await source(either)

    def fetched() -> list[int]:
        counts = []
        with there.open(block_bytes=10_000, blocks_kept=2) as file:
            for at in (0, 5_000, 19_999, 25_000, 0):
                file.seek(at)
                file.read(1)
                counts.append(file.fetched)
        return counts

    assert await asyncio.to_thread(fetched) == [10_000, 10_000, 20_000, 30_000, 40_000]


async def test_what_is_announced_is_fetched_at_the_same_time_and_counts_once(either: ObjectStore) -> None:
    there = await source(either)

    def read() -> None:
        with there.open(block_bytes=4096) as file:
            file.prefetch([(10_000, 30_000), (20_000, 40_000), (95_000, 200_000)])
            assert file.fetched == 8 * 4096 + 100_000 - 23 * 4096
            before = file.fetched
            for at, end in ((10_000, 30_000), (39_000, 40_000), (95_000, 100_000)):
                file.seek(at)
                assert file.read(end - at) == CONTENT[at:end]
            assert file.fetched == before

    await asyncio.to_thread(read)


async def test_what_is_announced_beyond_the_limit_is_not_fetched_until_it_is_read(either: ObjectStore) -> None:
    there = await source(either)

    def read() -> None:
        with there.open(block_bytes=10_000, most_bytes=25_000) as file:
            file.prefetch([(0, 30_000)])
            assert file.fetched == 0
            assert file.read(20_000) == CONTENT[:20_000]
            with pytest.raises(FetchLimitExceeded):
                file.read(1)
        with there.open(block_bytes=10_000, blocks_kept=2) as file:
            file.prefetch([(0, 30_000)])
            assert file.fetched == 0

    await asyncio.to_thread(read)


async def test_a_limit_holds(either: ObjectStore) -> None:
    there = await source(either)

    def read() -> None:
        with there.open(block_bytes=10_000, most_bytes=25_000) as file:
            assert len(file.read(20_000)) == 20_000
            with pytest.raises(FetchLimitExceeded):
                file.read(1)

    await asyncio.to_thread(read)


async def test_another_state_of_the_object_is_never_mixed_in(either: ObjectStore) -> None:
    there = await source(either)
    await either.put("storage", KEY, CONTENT[::-1], "video/mp4")

    def read() -> None:
        with there.open() as file, pytest.raises(WrongState, match="written over"):
            file.read(1)

    await asyncio.to_thread(read)
    with pytest.raises(WrongState, match="written over"):
        await either.open_ranged("storage", ObjectRef(KEY, there.etag))
    with pytest.raises(NotFound):
        await either.open_ranged("storage", ObjectRef("org/none"))


async def test_a_store_that_is_away_is_unavailable_and_its_address_stays_secret(
    store: ObjectStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranged, "_RETRY_PAUSES", (0, 0))
    there = await source(store)
    away = RangedSource("http://127.0.0.1:9/bucket/key?X-Amz-Signature=secret", there.size_bytes, there.etag)
    assert "secret" not in repr(away)

    def read() -> None:
        with away.open() as file, pytest.raises(Unavailable) as raised:
            file.read(1)
        assert raised.value.__suppress_context__

    await asyncio.to_thread(read)
    assert "secret" not in caplog.text


async def test_a_decoder_reads_a_video_through_it_and_little_of_a_long_one(either: ObjectStore, tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4", steady_times(2, 25))
    # What is not looked at is not fetched: a long free box between the header and the end.
    padded = path.read_bytes() + (5_000_000).to_bytes(4, "big") + b"free" + bytes(5_000_000 - 8)
    there = pickle.loads(pickle.dumps(await source(either, padded)))

    def look() -> int:
        with there.open(block_bytes=65_536) as file:
            assert probe(file) == probe(path)
            return int(file.fetched)

    assert await asyncio.to_thread(look) < 1_000_000


async def test_what_the_reader_raises_passes_through_the_decoder(either: ObjectStore, tmp_path: Path) -> None:
    there = await source(either, write_video(tmp_path / "v.mp4", steady_times(2, 25)).read_bytes())

    def look() -> None:
        with there.open(block_bytes=256, most_bytes=1024) as file, pytest.raises(FetchLimitExceeded):
            probe(file)

    await asyncio.to_thread(look)
