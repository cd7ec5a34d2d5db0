"""Asks the models once when a process starts, if CHECK_MODELS_AT_START says so; the log says what is wrong."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from domain.ask.settings import AskConfiguration, AskSettings
from domain.commands.model_check import check_models
from domain.ports import Models

_log = logging.getLogger(__name__)


class StartCheckConfiguration(AskConfiguration, Protocol):
    @property
    def check_models_at_start(self) -> bool: ...
    @property
    def aws_bedrock_embedding_model_id(self) -> str: ...


@asynccontextmanager
async def watch_models(configuration: StartCheckConfiguration, models: Models) -> AsyncIterator[None]:
    """Check inside the block, beside what else is done: a process serves what it can with the models that answer."""
    if not configuration.check_models_at_start:
        yield
        return
    checking = asyncio.create_task(_log_checks(configuration, models), name="model check")
    try:
        yield
    finally:
        checking.cancel()
        await asyncio.gather(checking, return_exceptions=True)


async def _log_checks(configuration: StartCheckConfiguration, models: Models) -> None:
    settings = AskSettings.from_configuration(configuration)
    for checked in await check_models(models, settings, configuration.aws_bedrock_embedding_model_id):
        if checked.problem is None:
            _log.info("%s", checked)
        else:
            _log.error("%s", checked)
