"""What the lexicon adds for types of events without words of their own."""

import re

from devstack.standin.nlu.lexicon import EVENTS, add_nouns


def test_a_type_without_an_entry_is_known_by_its_noun_before_any_other_entry_takes_that_word() -> None:
    without_crowds = tuple(entry for entry in EVENTS if "CROWDING" not in entry[0])
    others = ((("ANOMALY",), re.compile("crowding|혼잡")), *without_crowds)
    (types, pattern), *rest = add_nouns(others)
    assert types == ("CROWDING",)
    assert pattern.search("혼잡했던 적이 있어?")
    assert pattern.search("Was there any crowding?")
    assert tuple(rest) == others


def test_types_with_entries_keep_them() -> None:
    assert add_nouns(EVENTS) == EVENTS
