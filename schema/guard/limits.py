"""Limits of one operation. The error of an operation beyond a limit names the limit."""

from dataclasses import dataclass

from models.errors import TooLarge
from schema.guard.complexity import DocumentSize, OperationSize

# The introspection query of common tools measures about 140,000 below __schema.
_MAX_INTROSPECTION = 250_000


@dataclass(frozen=True, slots=True)
class OperationLimits:
    """characters and tokens: of the text. definitions: operations and fragments. depth: of fields, and of lists and
    objects in literals. complexity: number of fields; those of a list count for each item (`schema.guard.complexity`).
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
        """Raise TooLarge for a text that is too long to parse."""
        _check_limit("characters", len(text), self.characters)

    def check_document(self, size: DocumentSize) -> None:
        """Raise TooLarge for a document, whichever of its operations runs."""
        _check_limit("definitions", size.definitions, self.definitions)
        _check_limit("aliases", size.aliases, self.aliases)
        _check_limit("directives", size.directives, self.directives)
        _check_limit("depth", size.nesting, self.depth)

    def check_operation(self, size: OperationSize) -> None:
        """Raise TooLarge for one operation with its variables."""
        _check_limit("depth", size.depth, self.depth)
        _check_limit("complexity", size.complexity, self.complexity)
        _check_limit("introspection", size.introspection, self.introspection)


def _check_limit(measure: str, cost: int, limit: int) -> None:
    if cost > limit:
        raise TooLarge(measure=measure, cost=cost, limit=limit)
