"""Renders the error codes as a page. `python -m schema.error_page` writes docs/errors.md."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from models.enums import Language
from schema.graphql.error_codes import REQUEST_CODES, describe_code, list_error_groups

PAGE = Path(__file__).resolve().parent.parent / "docs" / "errors.md"
_HEAD = """# Error codes

Written by `python -m schema.error_page` from the catalogs of messages (`models/messages/catalogs/`); a test compares
them. The enum `ErrorCode` of the schema has the same codes, and `serverInfo.errorCodes` lists them, so that generated
code knows their names. ‹Words› stand for values.

What a caller can mend comes in a payload's `userErrors`, an entry for each mistake, with `code`, `message` and the path
of the input in `field`. Everything else is a top-level error with `extensions.code`. Sentences are in the language of
the request; programs compare codes. A program that meets a code it does not know shows the message.
"""


def render_page() -> str:
    return "\n".join(_list_lines()) + "\n"


def _list_lines() -> Iterator[str]:
    yield _HEAD
    yield from _list_section("Requests that are no valid operation", list(REQUEST_CODES), (Language.EN,))
    for group in list_error_groups():
        yield ""
        yield from _list_section(group.heading.rstrip("."), group.codes, (Language.EN, Language.KO))


def _list_section(heading: str, codes: Sequence[str], languages: Sequence[Language]) -> Iterator[str]:
    yield f"## {heading}"
    yield ""
    yield "| code | " + " | ".join({"EN": "English", "KO": "Korean"}[language.value] for language in languages) + " |"
    yield "| --- |" + " --- |" * len(languages)
    for code in codes:
        sentences = (_escape(describe_code(code, language)) for language in languages)
        yield f"| `{code}` | " + " | ".join(sentences) + " |"


def _escape(sentence: str) -> str:
    return sentence.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
