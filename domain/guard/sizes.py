"""How much a statement may make of what it reads: a bound for each value of it, before anything is run.

What multiplies text is not known by name here. Each expression has a size, reckoned from those of its parts; a column
of a subquery or of a WITH query has the size of what defines it, however often it is named. ARRAY(SELECT …) needs a
LIMIT. Not bounded here is how many rows array_agg(DISTINCT …) and string_agg(DISTINCT …) collect: they are reckoned
with as MOST_COLLECTED of them, and it is for the database to stop at that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.guard import allow_lists as lists
from domain.guard.constants import digits, text_of, whole_number
from domain.guard.name_scope import UNNAMED, Columns, Seen
from domain.guard.patterns import check_pattern
from domain.guard.rejection import Refusal
from domain.guard.value_sizes import SMALL, Size, called, cast, combined, largest, of_column
from models.asking.sql import SqlView

_REGULAR = frozenset({"~", "~*", "!~", "!~*"})
_ARITHMETIC = frozenset("+-*/%")


class Sizes:
    """One statement's measure. views: what may be read, with the types of their columns."""

    def __init__(self, views: Sequence[SqlView]) -> None:
        self._views = {view.name: [(column.name, of_column(column.type)) for column in view.columns] for view in views}
        self._work = self._nodes = 0

    def measure(self, statement: Any) -> None:
        """statement: a RawStmt of a SELECT that was checked. An ARRAY(SELECT …) that is a cell gets a LIMIT.

        Raises Refusal where a value, or all of them together, may become too large.
        """
        select = statement.stmt.select_stmt
        for target in select.target_list:
            _limit_arrays(target.res_target.val)
        columns = self._select(select, None, {})
        if len(columns) > lists.MOST_COLUMNS:
            raise Refusal(f"At most {lists.MOST_COLUMNS} columns can be selected: name those that are needed.")

    # ── Where rows come from ─────────────────────────────────────────────────────────────────────────────────────

    def _select(self, node: Any, outer: Seen | None, withs: Mapping[str, Columns]) -> Columns:
        known = dict(withs)
        for entry in node.with_clause.ctes:
            query = entry.common_table_expr
            made = self._select(query.ctequery.select_stmt, outer, known)
            known[query.ctename] = _renamed(made, query.aliascolnames)
        if node.HasField("larg"):
            seen = Seen(known, outer)
            columns = _wider([self._select(side, outer, known) for side in (node.larg, node.rarg)])
            seen.relations[UNNAMED] = columns
        else:
            seen = Seen(known, outer)
            for source in node.from_clause:
                self._source(source, seen)
            columns = self._targets(node, seen)
            # An ORDER BY or GROUP BY may name what is selected.
            seen.relations[UNNAMED] = columns
        for part in (node.where_clause, node.having_clause, node.limit_count, node.limit_offset):
            self._charge(self._size(part, seen))
        for parts in (node.group_clause, node.window_clause, node.sort_clause, node.distinct_clause):
            self._charge(combined(self._sizes(parts, seen)))
        return columns

    def _targets(self, node: Any, seen: Seen) -> Columns:
        if node.values_lists:
            rows = [self._sizes(entry.list.items, seen) for entry in node.values_lists]
            for row in rows:
                self._charge(combined(row))
            return _wider([[(f"column{place}", size) for place, size in enumerate(row, 1)] for row in rows])
        columns: list[tuple[str, Size]] = []
        for target in node.target_list:
            value = target.res_target.val
            if value.WhichOneof("node") == "column_ref" and _star(value.column_ref):
                columns += _stars(value.column_ref, seen)
            else:
                columns.append((target.res_target.name or _name(value), self._size(value, seen)))
        self._charge(combined([size for _, size in columns]))
        return columns

    def _source(self, node: Any, seen: Seen) -> None:
        kind = node.WhichOneof("node")
        source = getattr(node, kind)
        if kind == "join_expr":
            before = dict(seen.relations)
            self._source(source.larg, seen)
            self._source(source.rarg, seen)
            self._charge(self._size(source.quals, seen))
            joined = [column for name, held in seen.relations.items() if name not in before for column in held]
        elif kind == "range_var":
            joined = list(seen.withs.get(source.relname) or self._views[source.relname])
            seen.relations[source.alias.aliasname or source.relname] = _renamed(joined, source.alias.colnames)
        elif kind == "range_subselect":
            # LATERAL or not: seeing more than it does makes nothing smaller.
            joined = list(self._select(source.subquery.select_stmt, seen, seen.withs))
        else:
            joined = self._rows_of_functions(source, seen)
        if kind != "range_var" and (kind != "join_expr" or source.alias.aliasname):
            name = source.alias.aliasname or f"{UNNAMED} {len(seen.relations)}"
            seen.relations[name] = _renamed(joined, source.alias.colnames)

    def _rows_of_functions(self, source: Any, seen: Seen) -> list[tuple[str, Size]]:
        columns = []
        for entry in source.functions:
            call = entry.list.items[0]
            made = self._size(call, seen)
            self._charge(made)
            named = source.alias.aliasname or call.func_call.funcname[-1].string.sval
            columns += [(named, made)] * max(1, len(call.func_call.args) if named == "unnest" else 1)
        return [*columns, ("ordinality", Size.of(20, number=True))] if source.ordinality else columns

    # ── Expressions ──────────────────────────────────────────────────────────────────────────────────────────────

    def _charge(self, size: Size) -> None:
        self._work += size.work
        self._nodes += size.nodes
        if self._work > lists.MOST_BYTES_OF_VALUES or self._nodes > lists.MOST_NODES_EXPANDED:
            raise Refusal("The statement makes too much out of what it reads: join, repeat and collect fewer texts.")

    def _sizes(self, nodes: Iterable[Any], seen: Seen) -> list[Size]:
        return [self._size(node, seen) for node in nodes]

    def _size(self, node: Any, seen: Seen) -> Size:
        made = self._reckoned(node, seen)
        if made.value > lists.LARGEST_VALUE:
            raise Refusal("A value may become too large: join, repeat and collect fewer texts.")
        return made

    def _reckoned(self, node: Any, seen: Seen) -> Size:
        if node.DESCRIPTOR.name == "Node":
            kind = node.WhichOneof("node")
            return Size.of(0) if kind is None else self._size(getattr(node, kind), seen)
        rule = getattr(self, f"_{node.DESCRIPTOR.name.lower()}", None)
        if rule is not None:
            made: Size = rule(node, seen)
            return made
        parts: list[Any] = []
        for described, held in node.ListFields():
            if described.message_type is not None:
                parts += held if described.is_repeated else [held]
        return combined(self._sizes(parts, seen))

    def _columnref(self, node: Any, seen: Seen) -> Size:
        if _star(node):
            # count(*), or a whole row by its star.
            return combined([size for _, size in _stars(node, seen)])
        names = [part.string.sval for part in node.fields]
        return seen.column(names[-1], names[0] if len(names) == 2 else None)

    def _a_const(self, node: Any, _seen: Seen) -> Size:
        text = text_of(node)
        if text is not None:
            return Size.of(len(text.encode()), items=text.count(",") + 1)
        return Size.of(digits(node), number=True)

    def _a_expr(self, node: Any, seen: Seen) -> Size:
        operator = node.name[0].string.sval
        if operator in _REGULAR:
            check_pattern(node.rexpr)
        sides = self._sizes([side for side in (node.lexpr, node.rexpr) if side.WhichOneof("node")], seen)
        made, number = combined(sides), all(side.number for side in sides)
        if _enumerated(node, "kind") == "AEXPR_NULLIF" or operator in ("->", "->>"):
            return made.becoming(sides[0].value, items=sides[0].items)
        if operator == "||" or operator in _ARITHMETIC:
            return made.becoming(made.value + SMALL, items=sum(side.items for side in sides), number=number)
        return made.becoming(SMALL)

    def _typecast(self, node: Any, seen: Seen) -> Size:
        return cast(self._size(node.arg, seen), node.type_name, text_of(node.arg))

    def _funccall(self, node: Any, seen: Seen) -> Size:
        name, arguments = node.funcname[-1].string.sval, list(node.args)
        sizes = self._sizes(arguments, seen)
        if name == "substring" and len(arguments) > 1 and not (sizes[1].number or whole_number(arguments[1])):
            for pattern in arguments[1:]:
                check_pattern(pattern)
        ordered = self._sizes(node.agg_order, seen)
        rest = self._sizes([part for part in (node.agg_filter, node.over) if part.ListFields()], seen)
        made = called(node, sizes, ordered if node.agg_within_group else ())
        beside = combined(rest if node.agg_within_group else [*rest, *ordered])
        return replace(made, work=made.work + beside.work, nodes=made.nodes + beside.nodes)

    def _coalesceexpr(self, node: Any, seen: Seen) -> Size:
        return largest(self._sizes(node.args, seen))

    def _minmaxexpr(self, node: Any, seen: Seen) -> Size:
        return largest(self._sizes(node.args, seen))

    def _caseexpr(self, node: Any, seen: Seen) -> Size:
        whens = [entry.case_when for entry in node.args]
        results = self._sizes([*(when.result for when in whens), node.defresult], seen)
        tests = combined(self._sizes([node.arg, *(when.expr for when in whens)], seen))
        made = largest(results)
        return replace(made, work=made.work + tests.work, nodes=made.nodes + tests.nodes)

    def _a_arrayexpr(self, node: Any, seen: Seen) -> Size:
        sizes = self._sizes(node.elements, seen)
        made = combined(sizes)
        items = sum(size.items for size in sizes)
        return made.becoming(made.value, items=items, number=all(size.number for size in sizes))

    def _a_indirection(self, node: Any, seen: Seen) -> Size:
        of = self._size(node.arg, seen)
        made = combined([of, *self._sizes(node.indirection, seen)])
        return made.becoming(of.value, items=of.items, number=of.number)

    def _sqlvaluefunction(self, _node: Any, _seen: Seen) -> Size:
        return Size.of(SMALL)

    def _sublink(self, node: Any, seen: Seen) -> Size:
        kind = _enumerated(node, "sub_link_type")
        if node.oper_name and node.oper_name[0].string.sval in _REGULAR:
            raise Refusal("A regular expression must be written out as a text; use LIKE for a computed one.")
        select = node.subselect.select_stmt
        columns = self._select(select, seen, seen.withs)
        made = combined([*(size for _, size in columns), self._size(node.testexpr, seen)])
        if kind == "ARRAY_SUBLINK":
            rows = _rows_of_array(select)
            return made.becoming(rows * (made.value + 1), items=rows * max(size.items for _, size in columns))
        if kind == "EXPR_SUBLINK":
            return made.becoming(made.value, items=max(size.items for _, size in columns), number=columns[0][1].number)
        return made.becoming(SMALL)


def _renamed(columns: Columns, names: Sequence[Any]) -> Columns:
    """With the names of an alias, which are those of the first columns."""
    told = [name.string.sval for name in names]
    return [(told[place] if place < len(told) else name, size) for place, (name, size) in enumerate(columns)]


def _wider(sides: Sequence[Columns]) -> Columns:
    """Columns of a UNION or of VALUES: each as large as the largest that stands in it."""
    return [
        (column[0][0], replace(largest([size for _, size in column]), number=all(size.number for _, size in column)))
        for column in zip(*sides, strict=False)
    ]


def _star(node: Any) -> bool:
    return any(part.WhichOneof("node") == "a_star" for part in node.fields)


def _stars(node: Any, seen: Seen) -> Columns:
    """The columns that a star stands for."""
    if len(node.fields) == 2:
        scope: Seen | None = seen
        name = node.fields[0].string.sval
        while scope is not None:
            if name in scope.relations:
                return scope.relations[name]
            scope = scope.outer
    return [column for columns in seen.relations.values() for column in columns]


def _name(value: Any) -> str:
    """What PostgreSQL calls a column that has no name; empty where it is a longer story."""
    kind = value.WhichOneof("node")
    if kind == "column_ref":
        return str(value.column_ref.fields[-1].string.sval)
    return str(value.func_call.funcname[-1].string.sval) if kind == "func_call" else UNNAMED


def _enumerated(node: Any, name: str) -> str:
    described = node.DESCRIPTOR.fields_by_name[name]
    return str(described.enum_type.values_by_number[getattr(node, name)].name)


def _rows_of_array(select: Any) -> int:
    rows = whole_number(select.limit_count) if select.HasField("limit_count") else None
    if rows is None or not 0 <= rows <= lists.MOST_COLLECTED:
        raise Refusal(
            f"ARRAY(SELECT …) needs a LIMIT of at most {lists.MOST_COLLECTED} here. To count, use count(DISTINCT …)."
        )
    return rows


def _limit_arrays(value: Any) -> None:
    """Give an array that is shown, itself or as a text, a LIMIT; one that is reckoned with must have its own."""
    kind = value.WhichOneof("node")
    if kind == "func_call" and value.func_call.funcname[-1].string.sval == "array_to_string":
        _limit_arrays(value.func_call.args[0])
    if kind != "sub_link" or _enumerated(value.sub_link, "sub_link_type") != "ARRAY_SUBLINK":
        return
    select = value.sub_link.subselect.select_stmt
    if not select.HasField("limit_count"):
        select.limit_count.a_const.ival.ival = lists.MOST_COLLECTED
        options = select.DESCRIPTOR.fields_by_name["limit_option"].enum_type
        select.limit_option = options.values_by_name["LIMIT_OPTION_COUNT"].number
