"""Checks the syntax tree of a statement, node by node, against the allow-lists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.guard import allow_lists as lists
from domain.guard.constants import enum_name, type_modifier
from domain.guard.memory_bounds import WorkMemoryCheck
from domain.guard.rejection import SqlRejected

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class SelectScope:
    """relations: WITH queries that are visible here. is_in_from: whether this part is in FROM."""

    relations: Names = frozenset()
    is_in_from: bool = False


@dataclass
class StatementCheck:
    """The check of one statement. views: columns by view. workspaces: the check of its working memory."""

    views: Mapping[str, Names]
    workspaces: WorkMemoryCheck
    node_count: int = 0
    relation_count: int = 0
    joined_texts: int = 0
    defined_names: set[str] = field(default_factory=set)
    used_columns: set[str] = field(default_factory=set)

    def walk(self, node: Any, scope: SelectScope) -> None:
        """Check a node and its descendants. Raises SqlRejected."""
        kind = str(node.DESCRIPTOR.name)
        if kind == "Node":
            for _, child in node.ListFields():
                self.walk(child, scope)
            return
        self._count_node(kind)
        _check_fields(node, kind)
        self.workspaces.add(kind, node)
        rule = getattr(self, f"_{kind.lower()}", None)
        if rule is not None:
            scope = rule(node, scope) or scope
        for child in _child_nodes(node):
            self.walk(child, scope)

    def finish(self) -> None:
        """Check that every column belongs to a view, or is defined in the statement. Raises SqlRejected."""
        self.workspaces.finish(self.defined_names)
        known = self.defined_names.union(
            *self.views.values(), self.views, lists.FUNCTIONS, {"case", "coalesce", "array", "row"}
        )
        for name in sorted(self.used_columns - known):
            raise SqlRejected(f'There is no column "{name}". Use only the columns that are listed.')

    def _count_node(self, kind: str) -> None:
        self.node_count += 1
        if self.node_count > lists.MOST_NODES:
            raise SqlRejected("The statement is too long.")
        if kind in ("RangeVar", "RangeSubselect", "RangeFunction"):
            self.relation_count += 1
            if self.relation_count > lists.MOST_RELATIONS:
                raise SqlRejected(f"At most {lists.MOST_RELATIONS} tables and subqueries can be used.")

    # ── Statements and relations ────────────────────────────────────────────────────────────

    def _rawstmt(self, node: Any, _scope: SelectScope) -> None:
        if node.stmt.WhichOneof("node") != "select_stmt":
            raise SqlRejected("Only a SELECT is run.")
        top = node.stmt.select_stmt
        if not top.target_list and not top.values_lists and not top.HasField("larg"):
            raise SqlRejected("The SELECT names no columns.")

    def _selectstmt(self, node: Any, scope: SelectScope) -> SelectScope:
        return replace(scope, relations=self._check_with(node.with_clause, scope), is_in_from=False)

    def _check_with(self, clause: Any, scope: SelectScope) -> Names:
        """Check a WITH clause, whose queries see only the earlier ones; return the relations visible after it."""
        _check_fields(clause, "WithClause")
        seen = scope.relations
        for entry in clause.ctes:
            self.walk(entry, SelectScope(relations=seen))
            seen |= {entry.common_table_expr.ctename}
        return seen

    def _commontableexpr(self, node: Any, _scope: SelectScope) -> None:
        if node.ctename in self.views or _is_reserved(node.ctename):
            raise SqlRejected(f'A WITH query cannot be called "{node.ctename}".')
        if node.ctequery.WhichOneof("node") != "select_stmt":
            raise SqlRejected("A WITH query must be a SELECT.")
        self._define_name(node.ctename)
        for column in node.aliascolnames:
            self._define_name(column.string.sval)

    def _rangevar(self, node: Any, scope: SelectScope) -> None:
        if node.relname not in self.views and node.relname not in scope.relations:
            raise SqlRejected(f'"{node.relname}" cannot be read. Only {" and ".join(sorted(self.views))} can.')

    def _rangefunction(self, node: Any, scope: SelectScope) -> SelectScope:
        for entry in node.functions:
            if entry.list.items[0].WhichOneof("node") != "func_call":
                raise SqlRejected("Only unnest and generate_series can stand in FROM.")
        return replace(scope, is_in_from=True)

    def _rangesubselect(self, node: Any, _scope: SelectScope) -> None:
        if node.subquery.WhichOneof("node") != "select_stmt":
            raise SqlRejected("A subquery must be a SELECT.")

    # ── Names ────────────────────────────────────────────────────────────────────────────────────────────────

    def _define_name(self, name: str) -> None:
        if name:
            self.defined_names.add(name)

    def _restarget(self, node: Any, _scope: SelectScope) -> None:
        self._define_name(node.name)

    def _alias(self, node: Any, _scope: SelectScope) -> None:
        self._define_name(node.aliasname)
        for column in node.colnames:
            self._define_name(column.string.sval)

    def _columnref(self, node: Any, _scope: SelectScope) -> None:
        parts = [part.string.sval for part in node.fields if part.WhichOneof("node") == "string"]
        if len(node.fields) > 2:
            raise SqlRejected("Columns are named as column or table.column.")
        self.used_columns.update(parts)

    # ── Expressions ──────────────────────────────────────────────────────────────────────────────────────────

    def _a_const(self, node: Any, _scope: SelectScope) -> None:
        if node.HasField("fval") and len(node.fval.fval) > lists.LONGEST_NUMBER:
            raise SqlRejected("A number is too long.")
        if node.HasField("fval") and len(node.fval.fval.lower().partition("e")[2].lstrip("+-")) > 3:
            raise SqlRejected("A number is too large.")

    def _a_expr(self, node: Any, _scope: SelectScope) -> None:
        self._check_operator(node.name)

    def _check_operator(self, name: Sequence[Any]) -> None:
        parts = [part.string.sval for part in name]
        if len(parts) != 1 or parts[0] not in lists.OPERATORS | lists.RANGE_OPERATORS:
            raise SqlRejected(f"The operator {'.'.join(parts)} is not allowed.")
        if parts[0] == "||":
            self._count_joined_texts(1)

    def _count_joined_texts(self, texts: int) -> None:
        self.joined_texts += texts
        if self.joined_texts > lists.MOST_JOINED_TEXTS:
            raise SqlRejected("Too many texts are joined in one statement.")

    def _sublink(self, node: Any, _scope: SelectScope) -> None:
        if node.oper_name:
            self._check_operator(node.oper_name)
        if node.subselect.WhichOneof("node") != "select_stmt":
            raise SqlRejected("A subquery must be a SELECT.")

    def _a_indirection(self, node: Any, _scope: SelectScope) -> None:
        if any(part.WhichOneof("node") != "a_indices" for part in node.indirection):
            raise SqlRejected("Only elements of arrays can be taken out of a value.")

    def _typename(self, node: Any, _scope: SelectScope) -> None:
        parts = [part.string.sval for part in node.names]
        if parts[:-1] not in ([], ["pg_catalog"]) or parts[-1] not in lists.TYPES:
            raise SqlRejected(f"The type {'.'.join(parts)} is not allowed.")
        # The first modifier of an interval is a mask of its fields.
        for length in node.typmods[1 if parts[-1] == "interval" else 0 :]:
            if not 0 <= type_modifier(length) <= lists.LARGEST_MODIFIER:
                raise SqlRejected(f"A type's length may be at most {lists.LARGEST_MODIFIER}.")

    def _sqlvaluefunction(self, node: Any, _scope: SelectScope) -> None:
        name = enum_name(node, "op")
        if name not in lists.VALUE_FUNCTIONS:
            raise SqlRejected(f"{name.removeprefix('SVFOP_')} is not allowed.")

    def _groupingset(self, node: Any, _scope: SelectScope) -> None:
        if enum_name(node, "kind") not in lists.GROUPING_SETS:
            raise SqlRejected("CUBE is not allowed.")

    def _funccall(self, node: Any, scope: SelectScope) -> SelectScope:
        parts = [part.string.sval for part in node.funcname]
        name = parts[-1]
        if parts[:-1] not in ([], ["pg_catalog"]) or name not in lists.FUNCTIONS:
            raise SqlRejected(f"The function {'.'.join(parts)} is not allowed.")
        if name in lists.COLLECTING_AGGREGATES and len(parts) > 1:
            # With pg_catalog it would be PostgreSQL's own; the limited ones are found by the bare name.
            raise SqlRejected(f"Call {name} by its bare name.")
        if scope.is_in_from and name not in lists.ROW_FUNCTIONS:
            raise SqlRejected("Only unnest and generate_series can stand in FROM.")
        if name in lists.COLLECTING_AGGREGATES and not node.agg_distinct:
            raise SqlRejected(f"{name} is allowed only with DISTINCT, and not as a window function.")
        if name in ("concat", "concat_ws"):
            self._count_joined_texts(len(node.args))
        if name == "generate_series":
            _check_generate_series(node)
        return replace(scope, is_in_from=False)


def _check_generate_series(node: Any) -> None:
    """Allow only a series of integers between literals, of limited length."""
    numbers = []
    for argument in node.args:
        sign, value = 1, argument
        if value.WhichOneof("node") == "a_expr" and not value.a_expr.HasField("lexpr"):
            sign, value = -1, value.a_expr.rexpr
        if value.WhichOneof("node") != "a_const" or not (value.a_const.HasField("ival")):
            raise SqlRejected("generate_series takes whole numbers only, written out.")
        numbers.append(sign * value.a_const.ival.ival)
    if len(numbers) not in (2, 3) or (len(numbers) == 3 and numbers[2] == 0):
        raise SqlRejected("generate_series takes a start, a stop and perhaps a step.")
    step = numbers[2] if len(numbers) == 3 else 1
    if abs(numbers[1] - numbers[0]) // abs(step) >= lists.MOST_SERIES_STEPS:
        raise SqlRejected(f"generate_series may have at most {lists.MOST_SERIES_STEPS} steps.")


def _check_fields(node: Any, kind: str) -> None:
    allowed = lists.FIELDS.get(kind)
    if allowed is None:
        raise SqlRejected(_refusal_message(kind))
    for field_, _ in node.ListFields():
        if field_.name not in allowed:
            raise SqlRejected(_refusal_message(kind, field_.name))


def _child_nodes(node: Any) -> Iterator[Any]:
    """The child nodes without the WITH clause, which _check_with walks."""
    for field_, value in node.ListFields():
        if field_.message_type is not None and field_.name != "with_clause":
            yield from value if field_.is_repeated else (value,)


def _is_reserved(name: str) -> bool:
    return name.startswith("pg_") or name in ("information_schema", "public")


_MESSAGE_OF_FIELD = {
    "into_clause": "SELECT INTO is not allowed.",
    "locking_clause": "FOR UPDATE and its like are not allowed.",
    "recursive": "WITH RECURSIVE is not allowed.",
    "schemaname": "Tables are named without a schema.",
    "catalogname": "Tables are named without a schema.",
    "search_clause": "SEARCH is not allowed.",
    "cycle_clause": "CYCLE is not allowed.",
}


def _refusal_message(kind: str, name: str = "") -> str:
    return _MESSAGE_OF_FIELD.get(name) or f"{kind}{f'.{name}' if name else ''} is not allowed."
