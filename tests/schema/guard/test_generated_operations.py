"""Operations that schemathesis makes from the schema are answered, and none by what nobody foresaw.

A few of those that `python -m bench.fuzz` sends ten thousand of; always the same ones.
"""

import asyncio
import json
import logging
import os
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from bench.fuzz.__main__ import SDL, send_batch
from bench.fuzz.generated import GeneratedOperation
from bench.fuzz.outcomes import Outcomes
from bench.harness.client import BenchClient
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from tests.schema.operations import root_fields
from tests.support.rows import add_question, add_video, event_row
from tests.support.serving import ApiTestClient

FIELDS = {field for field in root_fields() if not field.startswith("Subscription.")}
ROOT = Path(__file__).resolve().parents[3]
# Who failed without having foreseen it says so here.
LOGGERS = {"schema.transport.errors", "uvicorn.error", "asyncio"}


async def make_operation(number: int, ids: list[str]) -> list[GeneratedOperation]:
    """By a process of its own: what else was imported, and the order of sets, would change them."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.fuzz.generated"),
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    asked = {"sdl": SDL.read_text(encoding="utf-8"), "number": number, "ids": ids}
    told, _ = await process.communicate(json.dumps(asked).encode())
    assert process.returncode == 0
    return [GeneratedOperation(*pair) for pair in json.loads(told)]


async def test_what_is_made_from_the_schema_runs_and_nothing_fails_unforeseen(
    api: ApiTestClient,
    postgres: Postgres,
    principal: Principal,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nobody cuts clips here.
    monkeypatch.setattr("resolvers.clip._WAIT_SECONDS", 0)
    video = await add_video(postgres, principal, status="READY", duration_seconds=60.0)
    await Events(postgres).store(principal, video, [event_row(1.0)])
    question = await add_question(postgres, principal)
    ids = [encode(Kind.VIDEO, video), encode(Kind.PROMPT_HISTORY, question), encode(Kind.EVENT, uuid4())]
    assert api.token is not None
    outcomes, generated = Outcomes(), await make_operation(2 * len(FIELDS), ids)
    with caplog.at_level(logging.ERROR):
        await send_batch(BenchClient(api.http, "", api.token), generated, outcomes)
    assert outcomes.wrong == []
    assert [record for record in caplog.records if record.name in LOGGERS] == []
    assert set(outcomes.sent) == FIELDS
    # A few ask for too much, or for numbers that are out of range.
    assert outcomes.ran.total() > 0.8 * len(generated)


def test_an_answer_that_nobody_foresaw_is_noticed() -> None:
    outcomes = Outcomes()
    outcomes.add("Query.a", "{ a }", 200, {"data": {"a": 1}})
    outcomes.add("Query.a", "{ a }", 400, {"errors": [{"extensions": {"code": "OPERATION_TOO_LARGE"}}]})
    assert (outcomes.failed, outcomes.ran["Query.a"], outcomes.refused_by_guard["Query.a"]) == (0, 1, 1)
    outcomes.add("Query.b", "{ b }", 200, {"data": None, "errors": [{"extensions": {"code": "INTERNAL"}}]})
    outcomes.add("Query.b", "{ b }", 503, {"errors": [{"extensions": {"code": "UNAVAILABLE"}}]})
    outcomes.add("Query.b", "{ b }", 200, {"errors": [{"message": "who wrote this?"}]})
    assert outcomes.failed == len(outcomes.wrong) == 3
