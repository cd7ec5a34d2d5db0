"""Bounds the size of every value that a statement computes, before it is run.

Each expression has a size, derived from the sizes of its parts. A column of a subquery or WITH query has the size of
its definition, however often it is used. ARRAY(SELECT …) needs a LIMIT. The number of values that array_agg(DISTINCT …)
and string_agg(DISTINCT …) collect is not checked here: MOST_COLLECTED is assumed, and the database enforces it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.guard import allow_lists as lists
from domain.guard.array_limits import array_row_limit, limit_arrays
from domain.guard.constants import count_digits, enum_name, literal_integer, literal_text
from domain.guard.name_scope import (
    UNNAMED,
    Columns,
    SizeScope,
    implicit_name,
    is_star,
    rename_columns,
    star_columns,
    widest_columns,
)
from domain.guard.patterns import check_pattern
from domain.guard.rejection import SqlRejected
from domain.guard.value_sizes import (
    SMALL_BYTES,
    ValueSize,
    call_size,
    cast_size,
    column_size,
    combine_sizes,
    largest_size,
)
from models.asking.sql import SqlView

_REGEX_OPERATORS = frozenset({"~", "~*", "!~", "!~*"})
_ARITHMETIC_OPERATORS = frozenset("+-*/%")


class SizeCheck:
    """The check of one statement. views: the readable views, with the types of their columns."""

    def __init__(self, views: Sequence[SqlView]) -> None:
        self._views = {
            view.name: [(column.name, column_size(column.type)) for column in view.columns] for view in views
        }
        self._work_bytes = self._node_count = 0

    def check(self, statement: Any) -> None:
        """statement: a RawStmt of a SELECT that passed StatementCheck. An ARRAY(SELECT …) in its columns gets a LIMIT.

        Raises SqlRejected where a value, or all of them together, may become too large.
        """
        select = statement.stmt.select_stmt
        for target in select.target_list:
            limit_arrays(target.res_target.val)
        columns = self._select_columns(select, None, {})
        if len(columns) > lists.MOST_COLUMNS:
            raise SqlRejected(f"At most {lists.MOST_COLUMNS} columns can be selected: name those that are needed.")

    # ── Relations ─────────────────────────────────────────────────────────────────────────────────────

    def _select_columns(self, node: Any, outer: SizeScope | None, ctes: Mapping[str, Columns]) -> Columns:
        known = dict(ctes)
        for entry in node.with_clause.ctes:
            query = entry.common_table_expr
            query_columns = self._select_columns(query.ctequery.select_stmt, outer, known)
            known[query.ctename] = rename_columns(query_columns, query.aliascolnames)
        if node.HasField("larg"):
            seen = SizeScope(known, outer)
            columns = widest_columns([self._select_columns(side, outer, known) for side in (node.larg, node.rarg)])
            seen.relations[UNNAMED] = columns
        else:
            seen = SizeScope(known, outer)
            for source in node.from_clause:
                self._add_source(source, seen)
            columns = self._target_columns(node, seen)
            # An ORDER BY or GROUP BY may name what is selected.
            seen.relations[UNNAMED] = columns
        for part in (node.where_clause, node.having_clause, node.limit_count, node.limit_offset):
            self._charge(self._size(part, seen))
        for parts in (node.group_clause, node.window_clause, node.sort_clause, node.distinct_clause):
            self._charge(combine_sizes(self._sizes(parts, seen)))
        return columns

    def _target_columns(self, node: Any, scope: SizeScope) -> Columns:
        if node.values_lists:
            rows = [self._sizes(entry.list.items, scope) for entry in node.values_lists]
            for row in rows:
                self._charge(combine_sizes(row))
            return widest_columns([[(f"column{place}", size) for place, size in enumerate(row, 1)] for row in rows])
        columns: list[tuple[str, ValueSize]] = []
        for target in node.target_list:
            value = target.res_target.val
            if value.WhichOneof("node") == "column_ref" and is_star(value.column_ref):
                columns += star_columns(value.column_ref, scope)
            else:
                columns.append((target.res_target.name or implicit_name(value), self._size(value, scope)))
        self._charge(combine_sizes([size for _, size in columns]))
        return columns

    def _add_source(self, node: Any, scope: SizeScope) -> None:
        kind = node.WhichOneof("node")
        source = getattr(node, kind)
        if kind == "join_expr":
            before = dict(scope.relations)
            self._add_source(source.larg, scope)
            self._add_source(source.rarg, scope)
            self._charge(self._size(source.quals, scope))
            joined = [column for name, columns in scope.relations.items() if name not in before for column in columns]
        elif kind == "range_var":
            joined = list(scope.ctes.get(source.relname) or self._views[source.relname])
            scope.relations[source.alias.aliasname or source.relname] = rename_columns(joined, source.alias.colnames)
        elif kind == "range_subselect":
            # Treated as LATERAL always: more visible names never make a size smaller.
            joined = list(self._select_columns(source.subquery.select_stmt, scope, scope.ctes))
        else:
            joined = self._function_columns(source, scope)
        if kind != "range_var" and (kind != "join_expr" or source.alias.aliasname):
            name = source.alias.aliasname or f"{UNNAMED} {len(scope.relations)}"
            scope.relations[name] = rename_columns(joined, source.alias.colnames)

    def _function_columns(self, source: Any, scope: SizeScope) -> list[tuple[str, ValueSize]]:
        columns = []
        for entry in source.functions:
            call = entry.list.items[0]
            size = self._size(call, scope)
            self._charge(size)
            named = source.alias.aliasname or call.func_call.funcname[-1].string.sval
            columns += [(named, size)] * max(1, len(call.func_call.args) if named == "unnest" else 1)
        return [*columns, ("ordinality", ValueSize.of(20, number=True))] if source.ordinality else columns

    # ── Expressions ──────────────────────────────────────────────────────────────────────────────────────────────

    def _charge(self, size: ValueSize) -> None:
        self._work_bytes += size.work
        self._node_count += size.nodes
        if self._work_bytes > lists.MOST_BYTES_OF_VALUES or self._node_count > lists.MOST_NODES_EXPANDED:
            raise SqlRejected(
                "The statement makes too much out of what it reads: join, repeat and collect fewer texts."
            )

    def _sizes(self, nodes: Iterable[Any], scope: SizeScope) -> list[ValueSize]:
        return [self._size(node, scope) for node in nodes]

    def _size(self, node: Any, scope: SizeScope) -> ValueSize:
        size = self._compute_size(node, scope)
        if size.value > lists.LARGEST_VALUE:
            raise SqlRejected("A value may become too large: join, repeat and collect fewer texts.")
        return size

    def _compute_size(self, node: Any, scope: SizeScope) -> ValueSize:
        if node.DESCRIPTOR.name == "Node":
            kind = node.WhichOneof("node")
            return ValueSize.of(0) if kind is None else self._size(getattr(node, kind), scope)
        rule = getattr(self, f"_{node.DESCRIPTOR.name.lower()}", None)
        if rule is not None:
            size: ValueSize = rule(node, scope)
            return size
        parts: list[Any] = []
        for field, value in node.ListFields():
            if field.message_type is not None:
                parts += value if field.is_repeated else [value]
        return combine_sizes(self._sizes(parts, scope))

    def _columnref(self, node: Any, scope: SizeScope) -> ValueSize:
        if is_star(node):
            # count(*), or a row by its star.
            return combine_sizes([size for _, size in star_columns(node, scope)])
        names = [part.string.sval for part in node.fields]
        return scope.find_column_size(names[-1], names[0] if len(names) == 2 else None)

    def _a_const(self, node: Any, _scope: SizeScope) -> ValueSize:
        text = literal_text(node)
        if text is not None:
            return ValueSize.of(len(text.encode()), items=text.count(",") + 1)
        return ValueSize.of(count_digits(node), number=True)

    def _a_expr(self, node: Any, scope: SizeScope) -> ValueSize:
        operator = node.name[0].string.sval
        if operator in _REGEX_OPERATORS:
            check_pattern(node.rexpr)
        sides = self._sizes([side for side in (node.lexpr, node.rexpr) if side.WhichOneof("node")], scope)
        size, number = combine_sizes(sides), all(side.number for side in sides)
        if enum_name(node, "kind") == "AEXPR_NULLIF" or operator in ("->", "->>"):
            return size.derive(sides[0].value, items=sides[0].items)
        if operator == "||" or operator in _ARITHMETIC_OPERATORS:
            return size.derive(size.value + SMALL_BYTES, items=sum(side.items for side in sides), number=number)
        return size.derive(SMALL_BYTES)

    def _typecast(self, node: Any, scope: SizeScope) -> ValueSize:
        return cast_size(self._size(node.arg, scope), node.type_name, literal_text(node.arg))

    def _funccall(self, node: Any, scope: SizeScope) -> ValueSize:
        name, arguments = node.funcname[-1].string.sval, list(node.args)
        sizes = self._sizes(arguments, scope)
        if name == "substring" and len(arguments) > 1 and not (sizes[1].number or literal_integer(arguments[1])):
            for pattern in arguments[1:]:
                check_pattern(pattern)
        ordered = self._sizes(node.agg_order, scope)
        rest = self._sizes([part for part in (node.agg_filter, node.over) if part.ListFields()], scope)
        size = call_size(node, sizes, ordered if node.agg_within_group else ())
        others = combine_sizes(rest if node.agg_within_group else [*rest, *ordered])
        return replace(size, work=size.work + others.work, nodes=size.nodes + others.nodes)

    def _coalesceexpr(self, node: Any, scope: SizeScope) -> ValueSize:
        return largest_size(self._sizes(node.args, scope))

    def _minmaxexpr(self, node: Any, scope: SizeScope) -> ValueSize:
        return largest_size(self._sizes(node.args, scope))

    def _caseexpr(self, node: Any, scope: SizeScope) -> ValueSize:
        whens = [entry.case_when for entry in node.args]
        results = self._sizes([*(when.result for when in whens), node.defresult], scope)
        tests = combine_sizes(self._sizes([node.arg, *(when.expr for when in whens)], scope))
        size = largest_size(results)
        return replace(size, work=size.work + tests.work, nodes=size.nodes + tests.nodes)

    def _a_arrayexpr(self, node: Any, scope: SizeScope) -> ValueSize:
        sizes = self._sizes(node.elements, scope)
        size = combine_sizes(sizes)
        items = sum(part.items for part in sizes)
        return size.derive(size.value, items=items, number=all(part.number for part in sizes))

    def _a_indirection(self, node: Any, scope: SizeScope) -> ValueSize:
        array = self._size(node.arg, scope)
        size = combine_sizes([array, *self._sizes(node.indirection, scope)])
        return size.derive(array.value, items=array.items, number=array.number)

    def _sqlvaluefunction(self, _node: Any, _scope: SizeScope) -> ValueSize:
        return ValueSize.of(SMALL_BYTES)

    def _sublink(self, node: Any, scope: SizeScope) -> ValueSize:
        kind = enum_name(node, "sub_link_type")
        if node.oper_name and node.oper_name[0].string.sval in _REGEX_OPERATORS:
            raise SqlRejected("A regular expression must be written out as a text; use LIKE for a computed one.")
        select = node.subselect.select_stmt
        columns = self._select_columns(select, scope, scope.ctes)
        size = combine_sizes([*(column for _, column in columns), self._size(node.testexpr, scope)])
        if kind == "ARRAY_SUBLINK":
            rows = array_row_limit(select)
            return size.derive(rows * (size.value + 1), items=rows * max(column.items for _, column in columns))
        if kind == "EXPR_SUBLINK":
            return size.derive(
                size.value, items=max(column.items for _, column in columns), number=columns[0][1].number
            )
        return size.derive(SMALL_BYTES)
