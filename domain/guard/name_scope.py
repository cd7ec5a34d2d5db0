"""What names mean in one SELECT of a statement, by the sizes that they stand for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.guard.value_sizes import ValueSize, column_size, combine_sizes

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
