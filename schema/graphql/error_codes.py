"""Every code of an error as an enum, with the sentence that people read. The catalogs of messages are the list."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from models.enums import Language
from models.messages.catalog import CATALOG_FOLDER, CATALOGS, REFERENCE_LANGUAGE

_HEADING = re.compile(r"^### (.+)$", re.MULTILINE)
_MESSAGE = re.compile(r"^error-([a-z0-9-]+) =", re.MULTILINE)
# Of requests that are no operations: their sentences say what GraphQL or HTTP does not allow, in English.
REQUEST_CODES: Mapping[str, str] = {
    "INVALID_REQUEST": "The request is no valid operation: a field that does not exist, a value of another type, a "
    "missing variable. locations, path and extensions.field say where.",
    "SYNTAX_ERROR": "The text of the operation cannot be parsed. locations says where.",
    "PERSISTED_QUERY_NOT_FOUND": "The server does not know this hash. Send the text with it.",
}


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Codes of one file of the catalogs. heading: what they are about."""

    heading: str
    codes: tuple[str, ...]


def list_error_groups() -> list[ErrorGroup]:
    """All codes with a sentence, by the files of the catalogs."""
    return [_read_group(path) for path in sorted((CATALOG_FOLDER / REFERENCE_LANGUAGE).glob("error*.ftl"))]


def _read_group(path: Path) -> ErrorGroup:
    text = path.read_text("utf-8")
    heading = _HEADING.search(text)
    assert heading is not None, f"{path} begins with no ### comment"
    return ErrorGroup(heading[1], tuple(key.upper().replace("-", "_") for key in _MESSAGE.findall(text)))


def describe_code(code: str, language: Language) -> str:
    """The sentence of a code with the names of its values, such as ‹limit›."""
    if code in REQUEST_CODES:
        return REQUEST_CODES[code]
    key = f"error-{code.lower().replace('_', '-')}"
    names = CATALOGS.list_parameters(language.value.lower(), key)
    return CATALOGS.translate(language.value.lower(), key, {name: f"‹{name}›" for name in names})


def _list_codes() -> Iterator[str]:
    yield from REQUEST_CODES
    for group in list_error_groups():
        yield from group.codes


if TYPE_CHECKING:

    class ErrorCode(StrEnum):
        """Its members are the codes of the catalogs."""
else:
    ErrorCode = StrEnum("ErrorCode", {code: code for code in _list_codes()})
strawberry.enum(ErrorCode, description="What userErrors.code and extensions.code may be. New ones may be added.")
_definition: StrawberryEnumDefinition = cast("Any", ErrorCode).__strawberry_definition__
for _value in _definition.values:
    _value.description = describe_code(_value.name, Language.EN)
