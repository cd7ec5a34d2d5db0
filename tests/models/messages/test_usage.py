"""The code and the catalogs agree: no message is unknown, none is left over, and no sentence is elsewhere."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import models.errors
from models.messages.catalog import CATALOGS
from models.messages.errors import is_error_code
from tests.models.messages.catalogs import Parts, list_messages

ROOT = Path(__file__).resolve().parents[3]
# Files may have Korean that is no sentence for people, for these reasons.
KOREAN_ELSEWHERE = {
    "models/event_type_info.py": "the particles of event types that name no others",
    "models/event_types.py": "words of event types, declared once with everything else about a type",
    "domain/ask/question/keywords.py": "recognises question words and particles",
    "domain/ask/time/unused.py": "recognises words that open a time: since, until",
    "domain/ask/time/words/find.py": "recognises halves of the day",
    "domain/ask/time/words/korean.py": "recognises times",
    "domain/language/detection.py": "recognises how Korean sentences end",
    "domain/llm/prompts.py": "instructions to models",
    "models/text/particles.py": "the particles themselves",
}


@cache
def parse_files() -> dict[str, ast.Module]:
    """The product's modules by their path."""
    folders = ("models", "vision", "datasources", "domain", "resolvers", "schema")
    paths = [
        *(path for folder in folders for path in (ROOT / folder).rglob("*.py")),
        ROOT / "app.py",
        ROOT / "worker.py",
    ]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in paths}


def list_texts(tree: ast.Module) -> Iterator[str]:
    """Texts of a module, other than docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def list_calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Calls of plain names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def list_translations() -> Iterator[tuple[str, set[str]]]:
    """Ids of messages in the code, each with the names of the values that it is given."""
    for tree in parse_files().values():
        for name, call in list_calls(tree):
            if name == "translate" and isinstance(key := call.args[1], ast.Constant):
                yield str(key.value), {keyword.arg for keyword in call.keywords if keyword.arg}


def test_a_message_is_given_just_the_values_that_it_needs() -> None:
    translations = list(list_translations())
    assert len(translations) > 50
    for key, values in translations:
        assert CATALOGS.has_message(key), key
        needed = set().union(*(CATALOGS.list_parameters(language, key) for language in CATALOGS.list_languages()))
        assert values == needed, key


def test_no_message_is_left_over() -> None:
    texts = {text for tree in parse_files().values() for text in list_texts(tree)}
    codes = {text.lower().replace("_", "-") for text in texts if re.fullmatch("[A-Z_]+", text)}
    used = texts | {f"error-{code}" for code in codes} | {f"error-clip-{code}" for code in codes}
    used |= {f"measure-{text.replace(' ', '-')}" for text in texts}
    for language in CATALOGS.list_languages():
        for message in list_messages(language).values():
            used |= Parts(message).references
    for language in CATALOGS.list_languages():
        assert sorted(set(list_messages(language)) - used) == []


def test_every_code_that_is_raised_has_its_sentence() -> None:
    kinds = {
        name for name, value in vars(models.errors).items() if isinstance(value, type) and issubclass(value, Exception)
    }
    codes = {
        str(call.args[0].value)
        for tree in parse_files().values()
        for name, call in list_calls(tree)
        if name in kinds and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert len(codes) > 80
    assert sorted(code for code in codes if not is_error_code(code)) == []


def test_sentences_in_korean_are_in_the_catalogs() -> None:
    # A single letter is an end of a range of letters.
    files = {
        file
        for file, tree in parse_files().items()
        if any(len(text) > 1 and re.search("[가-힣]", text) for text in list_texts(tree))
    }
    assert files == set(KOREAN_ELSEWHERE)
