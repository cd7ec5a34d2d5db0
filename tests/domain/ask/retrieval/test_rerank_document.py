"""The document that a reranker gets for an event."""

from domain.ask.retrieval.rerank_document import format_document
from models.enums import Language
from tests.domain.doubles import event


def test_type_description_and_known_attributes_are_in_the_language() -> None:
    row = event(
        1, "THEFT", 1, 2, location="LEFT", gender="FEMALE", objects=("perfume",), description="A woman takes it.",
        description_ko="한 여성이 가져갑니다.",
    )  # fmt: skip
    assert format_document(row, Language.EN) == "theft. A woman takes it. women, left, perfume"
    assert format_document(row, Language.KO) == "절도. 한 여성이 가져갑니다. 여성, 왼쪽, perfume"


def test_what_is_unknown_is_left_out() -> None:
    assert format_document(event(1, "WALKING", 1, 2), Language.EN) == "walking. A person is there"
