"""What names mean in one SELECT of a statement, by the sizes that they stand for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.guard.value_sizes import Size, combined, of_column

# A column without a name of its own is called after what it computes; here it answers to any name.
UNNAMED = ""
Columns = Sequence[tuple[str, Size]]


@dataclass(frozen=True)
class Seen:
    """What names mean in one SELECT: its relations by alias, the WITH queries, and the SELECT around it."""

    withs: Mapping[str, Columns]
    outer: "Seen | None" = None
    relations: dict[str, Columns] = field(default_factory=dict)

    def column(self, name: str, of: str | None) -> Size:
        """The largest that the name may stand for; a relation's name stands for its whole row."""
        scope: Seen | None = self
        while scope is not None:
            relations = scope.relations if of is None else {of: scope.relations.get(of, ())}
            found = [size for columns in relations.values() for called, size in columns if called == name]
            found += [row_size(scope.relations[name])] if of is None and name in scope.relations else []
            if not found:
                found = [size for columns in relations.values() for called, size in columns if called == UNNAMED]
            if found:
                return max(found, key=lambda size: (size.value, size.work))
            scope = scope.outer
        return of_column("text")


def row_size(columns: Columns) -> Size:
    return combined([size for _, size in columns])
