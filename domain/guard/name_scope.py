"""What names mean in one SELECT of a statement, by the sizes that they stand for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.guard.value_sizes import ValueSize, column_size, combine_sizes, largest_size

# A column without a name of its own is called after what it computes; here it answers to any name.
UNNAMED = ""
Columns = Sequence[tuple[str, ValueSize]]


@dataclass(frozen=True)
class SizeScope:
    """What names mean in one SELECT: its relations by alias, the WITH queries, and the SELECT around it."""

    ctes: Mapping[str, Columns]
    outer: "SizeScope | None" = None
    relations: dict[str, Columns] = field(default_factory=dict)

    def find_column_size(self, name: str, relation: str | None) -> ValueSize:
        """The largest that the name may stand for; a relation's name stands for its whole row."""
        scope: SizeScope | None = self
        while scope is not None:
            relations = scope.relations if relation is None else {relation: scope.relations.get(relation, ())}
            found = [size for columns in relations.values() for called, size in columns if called == name]
            found += [row_size(scope.relations[name])] if relation is None and name in scope.relations else []
            if not found:
                found = [size for columns in relations.values() for called, size in columns if called == UNNAMED]
            if found:
                return max(found, key=lambda size: (size.value, size.work))
            scope = scope.outer
        return column_size("text")


def row_size(columns: Columns) -> ValueSize:
    return combine_sizes([size for _, size in columns])


def rename_columns(columns: Columns, names: Sequence[Any]) -> Columns:
    """With the names of an alias, which are those of the first columns."""
    told = [name.string.sval for name in names]
    return [(told[place] if place < len(told) else name, size) for place, (name, size) in enumerate(columns)]


def widest_columns(sides: Sequence[Columns]) -> Columns:
    """Columns of a UNION or of VALUES: each as large as the largest that stands in it."""
    return [
        (
            column[0][0],
            replace(largest_size([size for _, size in column]), number=all(size.number for _, size in column)),
        )
        for column in zip(*sides, strict=False)
    ]


def is_star(node: Any) -> bool:
    return any(part.WhichOneof("node") == "a_star" for part in node.fields)


def star_columns(node: Any, seen: SizeScope) -> Columns:
    """The columns that a star stands for."""
    if len(node.fields) == 2:
        scope: SizeScope | None = seen
        name = node.fields[0].string.sval
        while scope is not None:
            if name in scope.relations:
                return scope.relations[name]
            scope = scope.outer
    return [column for columns in seen.relations.values() for column in columns]


def implicit_name(value: Any) -> str:
    """What PostgreSQL calls a column that has no name; empty where it is a longer story."""
    kind = value.WhichOneof("node")
    if kind == "column_ref":
        return str(value.column_ref.fields[-1].string.sval)
    return str(value.func_call.funcname[-1].string.sval) if kind == "func_call" else UNNAMED
