"""What one operation may ask for, and that finding it out takes a text's length, not what the text expands to."""

from typing import Any

import pytest
from graphql import GraphQLError, Source, SourceLocation, get_introspection_query

from models.enums import Language
from models.errors import TooLarge
from models.messages.measures import get_display_name
from schema.build import create_schema
from schema.guard.complexity import OperationSize
from schema.guard.document_cache import DocumentCache, OperationRejected
from schema.guard.limits import OperationLimits

SCHEMA = create_schema()._schema
DOCUMENTS = DocumentCache(SCHEMA, OperationLimits(), introspection=True, suggestions=True)


def measure(text: str, **variables: Any) -> OperationSize:
    document = DOCUMENTS.load(text)
    return DOCUMENTS.measure(document, document.select_operation(None), variables)


def too_large(text: str, **variables: Any) -> tuple[str, int, int]:
    """The measure, its value and its limit."""
    try:
        measure(text, **variables)
    except OperationRejected as fault:
        cause = fault.errors[0].original_error
    except TooLarge as error:
        cause = error
    else:
        raise AssertionError("it is allowed")
    assert isinstance(cause, TooLarge), cause
    return tuple(cause.details[name] for name in ("measure", "cost", "limit"))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "complexity"),
    [
        ("{ viewer { id } }", 2),
        # 1 + 50 × (node + 2 fields + edge itself)
        ("{ videos(first: 50) { edges { node { id name } } } }", 1 + 1 + 50 * 3),
        # Without first, a page has 20.
        ("{ videos { edges { cursor } } }", 1 + 1 + 20),
        ("{ videos(last: 3) { edges { cursor } } }", 1 + 1 + 3),
        ('{ searchEvents(text: "x", first: 5) { hits { rank } } }', 100 + 1 + 5),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 1 + 4),
        ('{ event(id: "x") { context(before: 1, after: 3) { id } } }', 1 + 1 + 5),
        ('{ event(id: "x") { video { zones { name } } } }', 1 + 1 + 1 + 10),
        ("{ videos { totalCount } }", 1 + 10),
    ],
)
def test_lists_multiply_what_is_asked_of_their_items(text: str, complexity: int) -> None:
    assert measure(text).complexity == complexity


def test_a_size_may_come_from_a_variable_or_its_default() -> None:
    text = "query ($n: Int = 7) { videos(first: $n) { edges { cursor } } }"
    assert [measure(text, **given).complexity for given in ({}, {"n": 30}, {"n": 30}, {"n": 4})] == [9, 32, 32, 6]


@pytest.mark.parametrize("odd", ["x", None, True, -5, 10**30, [1], {"a": 1}, 1.5])
def test_a_size_that_is_none_is_left_to_the_field(odd: Any) -> None:
    assert measure("query ($n: Int) { videos(first: $n) { edges { cursor } } }", n=odd).complexity <= 102


def test_beyond_a_limit_the_error_tells_the_measure_its_value_and_the_limit() -> None:
    text = "query ($n: Int) { videos(first: $n) { edges { node { events(first: $n) { edges { cursor } } } } } }"
    assert measure(text, n=10).complexity < 200
    assert measure(text, n=100).complexity == 1 + 1 + 100 * (1 + 1 + 1 + 100)
    wide = text.replace("{ cursor }", "{ cursor node { id type startSeconds } }")
    assert too_large(wide, n=100) == ("complexity", 50302, 20000)


def test_fragments_are_measured_once_however_often_they_are_spread() -> None:
    doubling = "".join(f"fragment a{i} on Query {{ ...a{i + 1} ...a{i + 1} }} " for i in range(22))
    bomb = "{ ...a0 } " + doubling + "fragment a22 on Query { viewer { id } }"
    assert too_large(bomb) == ("complexity", 2 * 2**22, 20000)


def test_fragments_that_cannot_be_followed_are_refused() -> None:
    limits = OperationLimits(tokens=100_000, definitions=10_000)
    patient = DocumentCache(SCHEMA, limits, introspection=True, suggestions=True)
    chain = "".join(f"fragment a{i} on Query {{ ...a{i + 1} }} " for i in range(2000))
    with pytest.raises(OperationRejected) as refused:
        patient.load("{ ...a0 } " + chain + "fragment a2000 on Query { viewer { id } }")
    assert isinstance(refused.value.errors[0].original_error, TooLarge)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("{ " + " ".join(f"a{i}: viewer {{ id }}" for i in range(31)) + " }", "aliases"),
        ("{ viewer { id " + "@include(if: true) " * 31 + "} }", "directives"),
        (
            "{ viewer { id } } " + " ".join(f"fragment f{i} on Query {{ viewer {{ id }} }}" for i in range(60)),
            "definitions",
        ),
        ('{ event(id: "x") { ' + "video { majorEvent { " * 8 + "id" + " } }" * 8 + " } }", "depth"),
        ("{ node(id: " + "[" * 16 + "]" * 16 + ") { id } }", "depth"),
        ("{ viewer { " + "id " * 2000 + "} }", "tokens"),
        ("#" * 70_000 + "\n{ viewer { id } }", "characters"),
        ("#\n" * 2001 + "{ viewer { id } }", "tokens"),
        (
            "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
            "introspection",
        ),
    ],
)
def test_each_measure_has_its_limit(text: str, measure: str) -> None:
    assert too_large(text)[0] == measure
    assert get_display_name(measure, Language.KO) != measure


def test_what_clients_send_is_far_within_the_limits() -> None:
    assert measure(get_introspection_query(descriptions=True, input_value_deprecation=True)).introspection < 200_000
    events = "events(first: 10) { edges { node { id } } }"
    page = f"{{ videos(first: 100) {{ edges {{ node {{ id name status durationSeconds {events} }} }} }} }}"
    assert measure(page).complexity < 5000


def test_pairs_of_fields_are_compared_up_to_a_bound() -> None:
    many = "{ " + " ".join(["videos { edges { node { name name name name name } } }"] * 70) + " }"
    with pytest.raises(OperationRejected) as refused:
        DOCUMENTS.load(many)
    assert refused.value.errors[-1].message == "Validation aborted."


class TestPlaces:
    def test_of_errors_are_counted_once_however_many_name_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A field that is refused is so for each thing of a list; lines before it must not be counted as often."""
        counted: list[int] = []
        past = Source.get_location

        def counting(source: Source, position: int) -> SourceLocation:
            counted.append(position)
            return past(source, position)

        monkeypatch.setattr(Source, "get_location", counting)
        document = DOCUMENTS.load("\n" * 5000 + "{ viewer { id } }")
        field = document.select_operation(None).selection_set.selections[0]
        errors = [GraphQLError("refused", nodes=[field]) for _ in range(3000)]
        assert {tuple(error.locations or ()) for error in errors} == {(SourceLocation(5001, 3),)}
        assert counted == [5002]


class TestKeeping:
    def test_a_text_is_read_once(self) -> None:
        assert DOCUMENTS.load("{ viewer { roles } }") is DOCUMENTS.load("{ viewer { roles } }")

    def test_only_what_holds_is_kept_and_only_so_much(self) -> None:
        documents = DocumentCache(SCHEMA, OperationLimits(), introspection=True, suggestions=True)
        first = documents.load("{ viewer { id } }")
        for number in range(200):
            with pytest.raises(OperationRejected):
                documents.load(f"{{ nothing{number} }}")
        assert documents.load("{ viewer { id } }") is first
        for number in range(15):
            documents.load(f'{{ node(id: "{number}{"x" * 60_000}") {{ id }} }}')
        assert documents.load("{ viewer { id } }") is not first


class TestSettings:
    def test_introspection_can_be_shut(self) -> None:
        shut = DocumentCache(SCHEMA, OperationLimits(), introspection=False, suggestions=True)
        for text in ("{ __schema { types { name } } }", '{ __type(name: "Video") { name } }'):
            with pytest.raises(OperationRejected, match="introspection"):
                shut.load(text)
        assert shut.load("{ __typename viewer { __typename } }")

    def test_errors_suggest_names_only_where_they_may(self) -> None:
        for suggestions in (True, False):
            documents = DocumentCache(SCHEMA, OperationLimits(), introspection=True, suggestions=suggestions)
            with pytest.raises(OperationRejected) as refused:
                documents.load("{ viewerr { id } }")
            assert ("Did you mean" in refused.value.errors[0].message) is suggestions
