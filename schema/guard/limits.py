"""How much one operation may ask for. A limit is told in the error that refuses what is beyond it."""

from dataclasses import dataclass

from models.errors import TooLarge
from schema.guard.complexity import DocumentSize, OperationSize

# The query with which tools read a whole schema measures about 140,000 below __schema.
_MAX_INTROSPECTION = 250_000


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
    introspection: int = _MAX_INTROSPECTION

    def check_text(self, text: str) -> None:
        """Raise TooLarge for a text that is not even read."""
        _check_limit("characters", len(text), self.characters)

    def check_document(self, written: DocumentSize) -> None:
        """Raise TooLarge for what stands in a text, whatever runs of it."""
        _check_limit("definitions", written.definitions, self.definitions)
        _check_limit("aliases", written.aliases, self.aliases)
        _check_limit("directives", written.directives, self.directives)
        _check_limit("depth", written.nesting, self.depth)

    def check_operation(self, extent: OperationSize) -> None:
        """Raise TooLarge for what an operation asks for."""
        _check_limit("depth", extent.depth, self.depth)
        _check_limit("complexity", extent.complexity, self.complexity)
        _check_limit("introspection", extent.introspection, self.introspection)


def _check_limit(measure: str, cost: int, limit: int) -> None:
    if cost > limit:
        raise TooLarge(measure=measure, cost=cost, limit=limit)
