"""Reads the product's catalogs as Fluent's parser sees them."""

from functools import cache

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from models.messages.catalog import CATALOG_FOLDER

OPTIONAL = "Optional: "


@cache
def list_messages(language: str) -> dict[str, ast.Message]:
    """Messages of a language by their id."""
    messages: dict[str, ast.Message] = {}
    for path in sorted((CATALOG_FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in messages, f"{path}: {entry.id.name} is there twice"
                assert entry.id.name.partition("-")[0] == path.stem.partition("-")[0], f"{path}: {entry.id.name}"
                messages[entry.id.name] = entry
    return messages


def list_optional_parameters(message: ast.Message) -> set[str]:
    """Values that one language alone needs: the comment of the message names them, "Optional: $types, $last."."""
    lines = (message.comment.content or "").splitlines() if message.comment else []
    named = [line.removeprefix(OPTIONAL).rstrip(".") for line in lines if line.startswith(OPTIONAL)]
    return {name.strip().removeprefix("$") for line in named for name in line.split(",")}


class Parts(Visitor):
    """What a message is made of."""

    def __init__(self, message: ast.Message) -> None:
        self.texts: list[str] = []
        self.parameters: set[str] = set()
        self.references: set[str] = set()
        self.selectors: dict[str, set[str]] = {}
        self.visit(message.value)

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802
        self.texts.append(node.value)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.parameters.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.references.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        if isinstance(node.selector, ast.VariableReference):
            keys = {
                key.name if isinstance(key := variant.key, ast.Identifier) else key.value for variant in node.variants
            }
            self.selectors.setdefault(node.selector.id.name, set()).update(keys)
        self.generic_visit(node)
