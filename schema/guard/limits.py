"""How much one operation may ask for. A limit is told in the error that refuses what is beyond it."""

from dataclasses import dataclass

from models.errors import TooLarge
from schema.guard.complexity import Extent, Written

# The query with which tools read a whole schema measures about 140,000 below __schema.
_INTROSPECTED = 250_000


@dataclass(frozen=True, slots=True)
class OperationLimits:
    """characters and tokens: of the text. definitions: operations and fragments. depth: of fields, and of
    lists and objects in literals.

    complexity: fields, those of a list as often as the list is long (see `schema.guard.complexity`).
    """

    characters: int = 65_536
    tokens: int = 2_000
    depth: int = 15
    aliases: int = 30
    directives: int = 30
    definitions: int = 60
    complexity: int = 20_000
    introspected: int = _INTROSPECTED

    def text(self, text: str) -> None:
        """Raise TooLarge for a text that is not even read."""
        _within("characters", len(text), self.characters)

    def document(self, written: Written) -> None:
        """Raise TooLarge for what stands in a text, whatever runs of it."""
        _within("definitions", written.definitions, self.definitions)
        _within("aliases", written.aliases, self.aliases)
        _within("directives", written.directives, self.directives)
        _within("depth", written.nesting, self.depth)

    def operation(self, extent: Extent) -> None:
        """Raise TooLarge for what an operation asks for."""
        _within("depth", extent.depth, self.depth)
        _within("complexity", extent.complexity, self.complexity)
        _within("introspection", extent.introspected, self.introspected)


def _within(measure: str, cost: int, limit: int) -> None:
    if cost > limit:
        raise TooLarge(measure=measure, cost=cost, limit=limit)
