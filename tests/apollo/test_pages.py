"""The pages of the API in Chromium: `/` leads to one, GraphiQL says why a socket was closed, /docs fits a phone."""

import json
from pathlib import Path

import pytest

from config import Settings
from tests.support.chromium import require_chromium
from tests.support.npm import install_scripts, run_node
from tests.support.serving import serve_api

HERE = Path(__file__).parent


@pytest.mark.slow
async def test_pages_say_what_people_need(settings: Settings, tmp_path: Path) -> None:
    chromium = require_chromium()
    folder = await install_scripts(HERE, tmp_path / "apollo")
    async with serve_api(settings.model_copy(update={"graphiql": True, "console": False})) as address:
        seen = json.loads(await run_node("pages.mjs", chromium, address, folder=folder))
    assert seen["root"] == "/graphql"
    # GraphiQL begins with a token that is none.
    assert "4401" in seen["graphiql"]
    assert "The token is invalid or has expired: connect again with a new one" in seen["graphiql"]
    assert seen["width"] <= 375
    assert seen["found"] == ["Subscription"]
    assert seen["all"] > 50
    assert seen["told"] == "1 found"
    assert seen["hash"] == "#Subscription.videoChanged"
    assert seen["refused"] == []
