"""Names within one SELECT of a statement, and the sizes of the columns that they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.guard.value_sizes import ValueSize, column_size, combine_sizes, largest_size

# PostgreSQL names an unnamed column after its expression; here it matches any name.
UNNAMED = ""
Columns = Sequence[tuple[str, ValueSize]]


@dataclass(frozen=True)
class SizeScope:
    """The names within one SELECT: its relations by alias, the WITH queries, and the enclosing SELECT."""

    ctes: Mapping[str, Columns]
    outer: "SizeScope | None" = None
    relations: dict[str, Columns] = field(default_factory=dict)

    def find_column_size(self, name: str, relation: str | None) -> ValueSize:
        """The largest size that the name may stand for; the name of a relation stands for its whole row."""
        scope: SizeScope | None = self
        while scope is not None:
            relations = scope.relations if relation is None else {relation: scope.relations.get(relation, ())}
            sizes = [size for columns in relations.values() for label, size in columns if label == name]
            sizes += [row_size(scope.relations[name])] if relation is None and name in scope.relations else []
            if not sizes:
                sizes = [size for columns in relations.values() for label, size in columns if label == UNNAMED]
            if sizes:
                return max(sizes, key=lambda size: (size.value, size.work))
            scope = scope.outer
        return column_size("text")


def row_size(columns: Columns) -> ValueSize:
    return combine_sizes([size for _, size in columns])


def rename_columns(columns: Columns, names: Sequence[Any]) -> Columns:
    """The columns with the names of an alias, which renames the first of them."""
    aliases = [name.string.sval for name in names]
    return [(aliases[place] if place < len(aliases) else name, size) for place, (name, size) in enumerate(columns)]


def widest_columns(sides: Sequence[Columns]) -> Columns:
    """The columns of a UNION or VALUES: each as large as its largest row."""
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
    """The columns of a star."""
    if len(node.fields) == 2:
        scope: SizeScope | None = seen
        name = node.fields[0].string.sval
        while scope is not None:
            if name in scope.relations:
                return scope.relations[name]
            scope = scope.outer
    return [column for columns in seen.relations.values() for column in columns]


def implicit_name(value: Any) -> str:
    """PostgreSQL's name of an unnamed column; empty for other expressions."""
    kind = value.WhichOneof("node")
    if kind == "column_ref":
        return str(value.column_ref.fields[-1].string.sval)
    return str(value.func_call.funcname[-1].string.sval) if kind == "func_call" else UNNAMED
