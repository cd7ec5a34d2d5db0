"""Every kind of job is complete: declared, stored by the database, run by the worker."""

from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import asyncpg
import pytest

import worker
from config import Settings
from models.enums import JobKind, ProgressKind, PromptStatus, SummaryStatus, VideoStatus
from models.job_kinds import JOB_KINDS, PROGRESS_SUBJECTS, SlotGroup, kinds_in
from models.tables import PromptHistory, Video
from tests.conftest import Database

TABLES: dict[str, Any] = {"video": Video.__table__, "prompt_history": PromptHistory.__table__}
STATUSES: dict[ProgressKind, set[str]] = {
    ProgressKind.ANALYSIS: set(VideoStatus),
    ProgressKind.SUMMARY: set(SummaryStatus),
    ProgressKind.PROMPT: set(PromptStatus),
}


def test_every_kind_is_declared_and_every_kind_of_progress_has_its_subject() -> None:
    assert set(JOB_KINDS) == set(JobKind)
    assert set(PROGRESS_SUBJECTS) == set(ProgressKind)


@pytest.mark.parametrize("kind", list(JobKind))
def test_what_a_declaration_reports_fits_the_row_that_it_is_about(kind: JobKind) -> None:
    descriptor = JOB_KINDS[kind]
    subject = descriptor.subject
    reported = [step for step in (descriptor.queued, descriptor.failed, descriptor.cancelled) if step is not None]
    if subject is None:
        assert reported == [descriptor.failed]
        assert not descriptor.failed.columns
        return
    assert descriptor.queued is not None
    columns = {subject.status_column, *(subject.error_columns or ()), *filter(None, [subject.completed_column])}
    columns |= set().union(*(step.columns for step in reported), descriptor.after_success or ())
    assert columns <= set(TABLES[subject.table].c.keys())
    for step in reported:
        assert step.status in STATUSES[subject.progress]
        assert step.columns[subject.status_column] == step.status
        assert step.payload["error"] is None
        assert ("textDelta" in step.payload) is subject.has_text


def test_the_worker_runs_every_kind_in_slots_of_its_own_group(settings: Settings, tmp_path: Path) -> None:
    assert set(worker.build_handlers(settings, MagicMock(), tmp_path)) == set(JobKind)
    pools = worker.build_slot_pools(settings)
    assert [pool.kinds for pool in pools] == [kinds_in(group) for group in SlotGroup]
    assert sorted(kind for pool in pools for kind in pool.kinds) == sorted(JobKind)


async def test_the_database_stores_every_kind_and_no_other(database: Database) -> None:
    connection = await asyncpg.connect(database.owner_dsn)
    try:
        for table, kinds in (("job", set(JobKind)), ("progress", set(ProgressKind))):
            check = await connection.fetchval(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1", f"{table}_kind_check"
            )
            assert {part for part in check.split("'") if part.isupper()} == kinds
    finally:
        await connection.close()
