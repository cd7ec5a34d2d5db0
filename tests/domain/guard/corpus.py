"""Reads the statements of the two corpora from their files."""

import re
from pathlib import Path

_HERE = Path(__file__).parent


def attacks(kind: str) -> dict[str, str]:
    """Attacks of a kind (refused, stopped, harmless), by what they try."""
    text = (_HERE / "attacks.txt").read_text()
    found = re.findall(r"^## (\w+): (.+)\n((?:(?!## ).*\n)*)", text, re.MULTILINE)
    return {title: statement.strip("\n") for of, title, statement in found if of == kind}


def legitimate() -> dict[str, str]:
    """Statements that must pass, by their question."""
    text = (_HERE / "legitimate.sql").read_text()
    return dict(re.findall(r"^-- (.+)\n((?!--|\n).+)$", text, re.MULTILINE))
