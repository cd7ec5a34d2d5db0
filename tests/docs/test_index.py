"""Every page of docs/ can be reached: README links it, or a page that is reached so does."""

import re
from pathlib import Path

from tests.docs.test_links import PAGES, ROOT

_LINK = re.compile(r"\[[^]]*\]\(([^)\s#]+)")


def list_linked(page: str) -> set[str]:
    """The pages that a page links, by their path in the repository; a folder stands for its README."""
    folder = (ROOT / page).parent
    targets = [
        (folder / link).resolve()
        for link in _LINK.findall((ROOT / page).read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", link)
    ]
    files = [target / "README.md" if target.is_dir() else target for target in targets]
    return {str(file.relative_to(ROOT)) for file in files if file.is_relative_to(ROOT)}


def list_reached(start: str) -> set[str]:
    """The pages that lead from one to the next by links."""
    reached, pending = {start}, [start]
    while pending:
        fresh = {page for page in list_linked(pending.pop()) if page in PAGES} - reached
        reached |= fresh
        pending += fresh
    return reached


def test_every_page_of_the_documentation_can_be_reached_from_the_readme() -> None:
    pages = {page for page in PAGES if Path(page).parts[0] == "docs"}
    assert pages
    assert pages - list_reached("README.md") == set()


def test_every_page_of_the_first_level_is_linked_by_the_readme_or_the_index() -> None:
    direct = list_linked("README.md")
    index = ROOT / "docs" / "README.md"
    if index.is_file():
        direct |= list_linked("docs/README.md")
    pages = {page for page in PAGES if Path(page).parent == Path("docs")} - {"docs/README.md"}
    assert pages - direct == set()
