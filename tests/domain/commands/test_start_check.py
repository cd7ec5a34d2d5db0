"""The models are asked when a process starts only if that is set, and what is wrong is an error of the log."""

import asyncio
import logging
from typing import Any

import pytest

from config import Settings
from domain.commands.start_check import watch_models
from models.errors import Throttled
from tests.domain.scripted_models import ScriptedModels


def settings(**fields: Any) -> Settings:
    return Settings.model_validate({"aws_bedrock_model_id": "llm.tiny:1b", **fields})


async def test_by_default_no_model_is_asked() -> None:
    models = ScriptedModels()
    async with watch_models(settings(), models):
        await asyncio.sleep(0)
    assert models.said == []


async def test_a_model_that_does_not_answer_is_an_error_of_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    models = ScriptedModels(Throttled(service="Bedrock language model"), text=["P1 [1]."])
    is_done = asyncio.Event()

    class Watcher(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage().startswith("reranking"):
                is_done.set()

    monkeypatch.setattr(logging.getLogger("domain.commands.start_check"), "handlers", [Watcher()])
    async with watch_models(settings(check_models_at_start=True), models), asyncio.timeout(5):
        await is_done.wait()
    (error,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert error.startswith("planning: llm.tiny:1b FAILED")
    assert "writing: llm.tiny:1b answered" in caplog.text


async def test_a_process_that_stops_does_not_wait_for_the_check() -> None:
    class Silent(ScriptedModels):
        async def converse(self, _conversation: Any, /) -> Any:
            await asyncio.Event().wait()

    async with asyncio.timeout(5), watch_models(settings(check_models_at_start=True), Silent()):
        await asyncio.sleep(0)
