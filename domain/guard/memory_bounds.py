"""Limits the working memory of a statement: each sort, hash and window holds rows of its own.

PostgreSQL's work_mem limits one of them, not a statement, so their number is limited here. It limits a hash only where
the planner estimates its rows about right. The planner cannot estimate unnest of a computed list, so only list columns
of the views may be unnested.
"""

from dataclasses import dataclass, field
from typing import Any

from domain.guard import allow_lists as lists
from domain.guard.rejection import SqlRejected

Names = frozenset[str]


@dataclass
class WorkMemoryCheck:
    """The check of one statement. list_columns: columns of the views that are lists."""

    list_columns: Names
    workspace_count: int = 0
    _unnested_columns: set[str] = field(default_factory=set)

    def add(self, kind: str, node: Any) -> None:
        """Count a node of the syntax tree. Raises SqlRejected."""
        if kind == "FuncCall":
            self.workspace_count += bool(node.agg_distinct or node.agg_order or node.agg_within_group) + node.HasField(
                "over"
            )
            if node.funcname[-1].string.sval == "unnest":
                self._check_unnest(node)
        elif kind == "SelectStmt":
            self.workspace_count += node.HasField("larg") + bool(node.sort_clause)
            self.workspace_count += bool(node.group_clause) + bool(node.distinct_clause)
        elif kind == "GroupingSet":
            self.workspace_count += max(1, len(node.content))
        elif kind == "SubLink":
            self.workspace_count += 1
        if self.workspace_count > lists.MOST_WORKSPACES:
            raise SqlRejected(
                f"At most {lists.MOST_WORKSPACES} sorts, groups, windows, distinct aggregates and subqueries in "
                "conditions can be used together: ask for fewer columns."
            )

    def finish(self, defined_names: set[str]) -> None:
        """Check the unnested columns. defined_names: names that the statement itself defines. Raises SqlRejected."""
        if self._unnested_columns & defined_names:
            raise SqlRejected(
                "unnest takes only the lists of the views, and these not under names that are given anew."
            )

    def _check_unnest(self, node: Any) -> None:
        parts = []
        if len(node.args) == 1 and node.args[0].WhichOneof("node") == "column_ref":
            parts = [part.string.sval for part in node.args[0].column_ref.fields]
        if not parts or parts[-1] not in self.list_columns:
            raise SqlRejected(f"unnest takes only the lists of the views: {', '.join(sorted(self.list_columns))}.")
        self._unnested_columns.add(parts[-1])
