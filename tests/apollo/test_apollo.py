"""Apollo Client 4 as front ends use it, against the API: suite.mjs has the checks, over every transport.

`pytest tests/apollo` is the one command: it starts the services, and installs what package-lock.json names.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from config import Settings
from datasources.bootstrap import open_datasources
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.support.npm import install_scripts, run_node
from tests.support.rows import add_video, event_row
from tests.support.serving import serve_api

HERE = Path(__file__).parent
LEAST = 30


@pytest.fixture
async def world(settings: Settings, principal: Principal, tokens: Callable[[Principal], str]) -> dict[str, Any]:
    """What suite.mjs starts from."""
    stranger = Principal("x", f"foreign-{uuid4().hex}", frozenset(Role))
    analyzed = {"status": "READY", "duration_seconds": 3600.0, "frame_rate": 25.0, "width": 640, "height": 360}
    async with open_datasources(settings) as data:
        postgres = data.postgres
        videos = [await add_video(postgres, principal, name=f"video {number}", **analyzed) for number in range(3)]
        foreign = await add_video(postgres, stranger)
        rows = [event_row(number, type="THEFT" if number == 29 else "WALKING") for number in range(30)]
        stored = await Events(postgres).store(principal, videos[0], rows)
    return {
        "token": tokens(principal),
        "videos": [encode(Kind.VIDEO, video) for video in videos],
        "event": encode(Kind.EVENT, stored[0]),
        "theft": encode(Kind.EVENT, stored[29]),
        "foreign": encode(Kind.VIDEO, foreign),
    }


@pytest.mark.slow
async def test_every_check_of_the_suite_passes(settings: Settings, world: dict[str, Any], tmp_path: Path) -> None:
    folder = await install_scripts(HERE, tmp_path / "apollo")
    async with serve_api(settings) as address:
        environment = {"WORLD": json.dumps({**world, "url": f"{address}/graphql"}), "NO_PROXY": "*"}
        told = await run_node("suite.mjs", folder=folder, environment=environment)
    results = [json.loads(line) for line in told.splitlines()]
    assert [one for one in results if not one["ok"]] == []
    assert len(results) >= LEAST
