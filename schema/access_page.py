"""The table of roles as a page of the docs. `python -m schema.access_page` writes docs/access.md anew."""

from pathlib import Path

from models.enums import Role
from resolvers.access import REQUIRED
from resolvers.budget import UNITS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "access.md"
_HEAD = """# Who may do what

Written by `python -m schema.access_page` from the tables in `resolvers/access.py` and `resolvers/budget.py`; a test
keeps it true. Every field below a root field shows things of the caller's own organization only; the id of another
organization's thing answers exactly as one that does not exist.

A role may do what the roles before it may: VIEWER, OPERATOR, ADMIN. Without a token that holds, every field answers
`UNAUTHENTICATED`; with too small a role, `FORBIDDEN`. Sessions of questions are changed by whoever began them, and by
OPERATOR.

"""
_BUDGET = """
## Model work a day

These mutations spend units of their organization's day (UTC), `AI_UNITS_PER_DAY`. What is refused for another reason
costs nothing; when none are left they answer `BUDGET_EXCEEDED` with `resetAt`.

| mutation | units |
| --- | --- |
"""


def text() -> str:
    return _HEAD + _table() + _BUDGET + "".join(f"| `{name}` | {units} |\n" for name, units in UNITS.items())


def _table() -> str:
    lines = [f"| field | {' | '.join(Role)} |", f"| --- | {' | '.join('---' for _ in Role)} |"]
    ranks = list(Role)
    for field, needed in REQUIRED.items():
        marks = ("yes" if ranks.index(role) >= ranks.index(needed) else "" for role in ranks)
        lines.append(f"| `{field}` | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
