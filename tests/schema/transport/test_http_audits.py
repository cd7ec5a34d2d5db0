"""GraphQL over HTTP as its specification's audits see it: npm's `graphql-http`, run by Node.js (tests.support.npm)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.npm import install_scripts, run_node
from tests.support.serving import ApiTestClient

HERE = Path(__file__).with_name("audits")


@pytest.mark.slow
async def test_every_audit_of_graphql_over_http_passes(api: ApiTestClient, address: str, tmp_path: Path) -> None:
    assert api.token is not None
    folder = await install_scripts(HERE, tmp_path / "audits")
    told = await run_node("run.mjs", f"{address}/graphql", api.token, folder=folder)
    results: list[dict[str, Any]] = json.loads(told)
    assert [one for one in results if one["status"] != "ok"] == []
    assert len(results) == 61
