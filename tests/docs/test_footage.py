"""The page about footage has the whole table of the zoo, as `python -m evals.zoo` prints it."""

import re
from pathlib import Path

from tests.footage.catalogue import ZOO

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "footage.md").read_text(encoding="utf-8")


def test_every_kind_of_the_zoo_stands_in_the_table_and_none_is_wrong() -> None:
    rows = re.findall(r"^\| ([\w-]+\.\w+) \|(?: \d+ ms \|){5}$", PAGE, flags=re.MULTILINE)
    assert rows == [specimen.name for specimen in ZOO]
    assert PAGE.endswith(f"\nWrong: 0 of {len(ZOO)} files.\n")
