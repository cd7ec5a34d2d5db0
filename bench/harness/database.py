"""Opens the database of a bench: the configured one, or that of an embedded stack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import config
from devstack.stack.stack import Options, Stack

STATE = Path(".watchgraph-bench")


@asynccontextmanager
async def open_target(state: Path | None) -> AsyncIterator[config.OwnerSettings]:
    """Settings that reach the database. With `state`, the embedded stack in that folder runs inside the block. Without
    it, the environment and `.env` name the database; if they name no owner's login, it is the stack in
    `.watchgraph-bench`.
    """
    if state is None:
        settings = config.load_owner_settings()
        if settings.database_owner_url:
            yield settings
            return
    async with Stack(state or STATE, Options(bedrock=False)) as stack:
        values = {name.lower(): value for name, value in {**stack.environment, **stack.owner_environment}.items()}
        known = config.OwnerSettings.model_fields
        yield config.OwnerSettings.model_validate({k: v for k, v in values.items() if k in known})
