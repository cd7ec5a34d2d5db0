"""The text that stands for an event in a search by meaning."""

from domain.events.describe import format_embedding_text


def test_it_has_what_happened_to_what_where_and_when() -> None:
    row = {
        "description": "A person hides a bottle.",
        "description_ko": "한 사람이 병을 숨깁니다.",
        "keywords": ["theft", "절도"],
        "action": "hiding it under the coat",
        "interaction_target": "bottle",
        "objects": ["coat"],
        "camera": "정문 entrance",
        "clock": "2025-11-14 21:03",
    }
    assert format_embedding_text(row).splitlines() == [
        "A person hides a bottle.",
        "한 사람이 병을 숨깁니다.",
        "theft, 절도",
        "hiding it under the coat, bottle, coat",
        "정문 entrance, 2025-11-14 21:03",
    ]


def test_what_is_not_known_is_left_out() -> None:
    assert format_embedding_text({"description": "A person stands."}) == "A person stands."
