"""How PostgreSQL would run a statement."""

import json
from collections.abc import Iterator
from typing import Any

from pgvector import HalfVector

from bench.harness.statements import Statement

# A plain EXPLAIN (GENERIC_PLAN) of text with $1 takes no values, which asyncpg would insist on.
_GENERIC = """
CREATE OR REPLACE FUNCTION pg_temp.explained(statement text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE plan text; BEGIN EXECUTE statement INTO plan; RETURN plan; END $$
"""


class Plan:
    """How a statement runs: what it reads by which index, and what it sorts."""

    def __init__(self, told: str) -> None:
        self.nodes = list(_walk(json.loads(told)[0]["Plan"]))
        self.text = told

    def indexes(self) -> set[str]:
        return {node["Index Name"] for node in self.nodes if "Index Name" in node}

    def condition(self, index: str) -> str:
        return " ".join(node.get("Index Cond", "") for node in self.nodes if node.get("Index Name") == index)

    def whole_tables(self) -> set[str]:
        return {node["Relation Name"] for node in self.nodes if node["Node Type"] == "Seq Scan"}

    def sorted_rows(self) -> int:
        """The most rows that are sorted at once, as estimated; 0 where nothing is."""
        sorts = [node for node in self.nodes if "Sort" in node["Node Type"]]
        return max((below["Plan Rows"] for node in sorts for below in node["Plans"]), default=0)


def _walk(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _walk(below)


async def explained(connection: Any, statement: Statement) -> list[Plan]:
    """Its plan with the values known, and the generic one that a statement gets which is sent often."""
    # This connection was not told how to send vectors as bytes.
    values = [value.to_text() if isinstance(value, HalfVector) else value for value in statement.values]
    told = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement.sql}", *values)
    await connection.execute(_GENERIC)
    generic = f"EXPLAIN (FORMAT JSON, GENERIC_PLAN) {statement.sql}"
    return [Plan(told), Plan(await connection.fetchval("SELECT pg_temp.explained($1)", generic))]
