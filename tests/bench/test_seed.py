"""Generated footage is the same in every run, consistent, and written only into an empty database."""

from dataclasses import replace

import asyncpg
import pytest

from bench.seed.copying import AlreadySeeded, delete_rows, write_rows
from bench.seed.footage import make_recordings
from bench.seed.plan import DIMENSIONS, MODEL_ID, RECORDING_SECONDS, SeedPlan
from bench.seed.visits import COLUMNS, Record, make_events
from tests.conftest import Database

SMALL = SeedPlan(videos=42, events_per_video=40, organizations=3, cameras=2, embeddings=0.1)


def events(plan: SeedPlan, number: int) -> list[Record]:
    film = make_recordings(plan)[number]
    return make_events(plan, film.number, film.id, film.organization, film.recorded_at, film.stored_at)


def ignore_progress(_events: int) -> None:
    pass


def test_one_seed_makes_the_same_rows_and_another_makes_others() -> None:
    again = replace(SMALL)
    assert make_recordings(SMALL) == make_recordings(again)
    assert events(SMALL, 7) == events(again, 7)
    assert events(SMALL, 7) != events(replace(SMALL, seed=2), 7)
    assert events(SMALL, 7) != events(SMALL, 8)


def test_the_first_organization_has_half_of_the_videos_and_every_one_has_some() -> None:
    organizations = [film.organization for film in make_recordings(SMALL)]
    assert organizations.count("seed-1") == 21
    assert set(organizations) == {"seed-1", "seed-2", "seed-3"}


def test_events_lie_within_their_recording_in_order_of_time_and_come_in_waves() -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in events(replace(SMALL, events_per_video=400), 0)]
    starts = [row["start_seconds"] for row in rows]
    assert len(rows) == 400
    assert starts == sorted(starts)
    assert all(0 <= row["start_seconds"] <= row["end_seconds"] for row in rows)
    assert starts[-1] < RECORDING_SECONDS + 1200
    minutes = [int(start // 60) for start in starts]
    busiest = sorted((minutes.count(minute) for minute in set(minutes)), reverse=True)[:15]
    assert sum(busiest) > len(rows) / 2


def test_sentences_are_in_english_and_korean() -> None:
    row = dict(zip(COLUMNS, events(SMALL, 0)[0], strict=True))
    assert row["description"].isascii()
    assert any("가" <= letter <= "힣" for letter in row["description_ko"])


async def test_what_was_written_is_there_once_and_can_be_cleared(database: Database) -> None:
    progress: list[int] = []
    await write_rows(database.owner_dsn, SMALL, progress.append)
    with pytest.raises(AlreadySeeded):
        await write_rows(database.owner_dsn, SMALL, ignore_progress)
    connection = await asyncpg.connect(database.owner_dsn)
    try:
        assert progress[-1] == await connection.fetchval("SELECT count(*) FROM event") == 42 * 40
        vectors = await connection.fetch("SELECT model_id, vector_dims(embedding) AS length FROM event_embedding")
        assert 100 < len(vectors) < 240
        assert {(row["model_id"], row["length"]) for row in vectors} == {(MODEL_ID, DIMENSIONS)}
        assert await connection.fetchval(FOREIGN_SESSIONS) == 0
        assert await connection.fetchval("SELECT count(DISTINCT session_id) FROM prompt_history") == 9
        assert await delete_rows(database.owner_dsn) == 42
        for table in ("video", "event", "event_embedding", "prompt_session", "prompt_history"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0
    finally:
        await connection.close()


FOREIGN_SESSIONS = """
SELECT count(*) FROM prompt_session JOIN event ON event.id = main_event_id
WHERE event.organization <> prompt_session.organization OR event.video_id <> prompt_session.video_id
"""
