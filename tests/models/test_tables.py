"""The tables as the code knows them are the tables as the migrations make them."""

from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from models.tables import Video
from tests.conftest import Database

ALL = sorted(SQLModel.metadata.tables)
APPEND_ONLY = {"audit_entry", "disclosure"}
SPENDING = {f"{what}_spending" for what in ("model", "clip", "analysis", "look", "playback", "frame")}
NEVER_DELETED = APPEND_ONLY | SPENDING | {"service_token", "evidence_package", "evidence_share", "legal_hold"}


def differences(connection: Connection) -> list[Any]:
    def ours(_object: object, name: str | None, type_: str, _reflected: bool, _against: object) -> bool:
        # Indexes and constraints are the migrations' business alone.
        return type_ in ("table", "column") and name != "alembic_version"

    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


async def test_migrations_make_every_table_and_column_that_the_models_name(database: Database) -> None:
    assert Video.__table__ is not None
    engine = create_async_engine(database.owner_url)
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()


@pytest.mark.parametrize("table", ALL)
async def test_every_table_is_row_secured_and_not_owned_by_the_application(database: Database, table: str) -> None:
    connection = await asyncpg.connect(database.dsn)
    try:
        row = await connection.fetchrow(
            "SELECT relrowsecurity, pg_get_userbyid(relowner) = current_user AS owned FROM pg_class WHERE relname = $1",
            table,
        )
        assert row is not None
        assert dict(row) == {"relrowsecurity": True, "owned": False}
    finally:
        await connection.close()


@pytest.mark.parametrize("table", ALL)
async def test_whoever_forgets_to_name_the_organization_sees_and_writes_nothing(database: Database, table: str) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    application = await asyncpg.connect(database.dsn)
    try:
        await owner.execute(SAMPLE_ROWS)
        assert await owner.fetchval(f"SELECT count(*) FROM {table}") == 1
        assert await application.fetchval(f"SELECT count(*) FROM {table}") == 0
        if table not in NEVER_DELETED:
            assert await application.execute(f"DELETE FROM {table}") == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.execute(f"INSERT INTO {table} (organization) VALUES ('a')")
    finally:
        await application.close()
        await owner.close()


SAMPLE_ROWS = """
WITH v AS (
  INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key)
  VALUES ('a', 'n', 'n.mp4', 'video/mp4', 1, 'k') RETURNING id
), e AS (
  INSERT INTO event
    (organization, video_id, type, start_seconds, end_seconds, frame_number, description, confidence, source)
  SELECT 'a', id, 'WALKING', 0, 1, 0, 'd', 1, 's' FROM v RETURNING id, video_id
), st AS (
  INSERT INTO stretch_state (video_id, organization, pipeline, hand_over, digest) SELECT id, 'a', 'p', '{}', 'd' FROM v
), se AS (
  INSERT INTO superseded_event (id, organization, video_id, told) SELECT id, 'a', id, '{}' FROM v
), ce AS (
  INSERT INTO changed_event (event_id, organization) SELECT id, 'a' FROM e
), em AS (
  INSERT INTO event_embedding (event_id, model_id, organization, video_id, embedding)
  SELECT id, 'm', 'a', video_id, '[1,2]' FROM e
), s AS (
  INSERT INTO prompt_session (organization, user_id, number, title) VALUES ('a', 'u', 1, 't') RETURNING id
), h AS (
  INSERT INTO prompt_history (organization, session_id, sequence_number, prompt, language)
  SELECT 'a', id, 1, 'q', 'EN' FROM s
), c AS (
  INSERT INTO clip
    (organization, video_id, asked_start, asked_end, exact, start_seconds, end_seconds, object_key, size_bytes,
     checksum_sha256)
  SELECT 'a', id, 0, 1, false, 0, 1, 'k', 1, 'c' FROM v
), pc AS (
  INSERT INTO picture (organization, object_key, video_id, etag) SELECT 'a', 'k', id, 'e' FROM v
), u AS (
  INSERT INTO upload (video_id, organization, expires_at) SELECT id, 'a', now() FROM v
), ea AS (
  INSERT INTO event_announcement (organization, event_ids) VALUES ('a', '{}')
), a AS (
  INSERT INTO audit_entry (organization, user_id, action, request_id) VALUES ('a', 'u', 'look', 'r')
), sp AS (
  INSERT INTO model_spending (organization, day, units) VALUES ('a', current_date, 1)
), lsp AS (
  INSERT INTO look_spending (organization, day, camera, micro_usd) VALUES ('a', current_date, '', 1)
), lk AS (
  INSERT INTO look (video_id, organization, start_seconds, end_seconds, pipeline, segment, facts, unlooked)
  SELECT id, 'a', 0, 1, 'p', '{}', '{}', 'WAITING' FROM v
), cs AS (
  INSERT INTO clip_spending (organization, day, units) VALUES ('a', current_date, 1)
), ca AS (
  INSERT INTO camera (organization, name) VALUES ('a', 'n') RETURNING id
), cc AS (
  INSERT INTO camera_change (organization, camera_id, change, user_id, request_id)
  SELECT 'a', id, '{}', 'u', 'r' FROM ca
), io AS (
  INSERT INTO inbox_object (organization, object_key, etag, size_bytes) VALUES ('a', 'k', 'e', 1)
), psp AS (
  INSERT INTO playback_spending (organization, day, units) VALUES ('a', current_date, 1)
), fsp AS (
  INSERT INTO frame_spending (organization, day, units) VALUES ('a', current_date, 1)
), rn AS (
  INSERT INTO rendition (video_id, organization, object_key, size_bytes, checksum_sha256, made_by, encoded)
  SELECT id, 'a', 'k', 1, 'c', 'p', true FROM v
), tk AS (
  INSERT INTO track (video_id, track_id, organization, milliseconds, boxes)
  SELECT id, 'P1', 'a', '{0}', '{1,2,3,4}' FROM v
), asp AS (
  INSERT INTO analysis_spending (organization, day, units) VALUES ('a', current_date, 1)
), tr AS (
  INSERT INTO token_revocation (organization, token_id, created_by) VALUES ('a', 't', 'u')
), sg AS (
  INSERT INTO site_grant (organization, user_id, created_by) VALUES ('a', 'u', 'u')
), stk AS (
  INSERT INTO service_token (organization, name, role, token_hash, created_by)
  VALUES ('a', 'n', 'INGEST', decode(repeat('00', 32), 'hex'), 'u')
), ep AS (
  INSERT INTO evidence_package (organization, user_id) VALUES ('a', 'u') RETURNING id
), di AS (
  INSERT INTO disclosure (organization, package_id, recipient, purpose, user_id) SELECT 'a', id, 'r', 'p', 'u' FROM ep
), es AS (
  INSERT INTO evidence_share (organization, package_id, token_hash, expires_at, user_id)
  SELECT 'a', id, decode(repeat('00', 32), 'hex'), now(), 'u' FROM ep
), lh AS (
  INSERT INTO legal_hold (organization, video_id, reason, set_by) SELECT 'a', id, 'r', 'u' FROM v
), j AS (
  INSERT INTO job (organization, kind, video_id, pipeline_version) SELECT 'a', 'ANALYZE', id, '1' FROM v
)
INSERT INTO progress (kind, subject_id, sequence, organization, status, stage)
SELECT 'ANALYSIS', id, 1, 'a', 'QUEUED', 'QUEUED' FROM v
"""
