"""The tour's output without a terminal."""

import io
import time

import pytest

from devstack.tour.screen import Screen, _WordWrapper


def test_without_a_terminal_nothing_but_text_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(time.time())
    screen.show_title("Watchgraph", "ask your footage anything")
    with screen.step("Upload", "requestUpload"), screen.show_bar() as bar, screen.show_spinner("sending …"):
        for percent in range(0, 101, 5):
            bar.show("sending", percent)
    screen.show_table([("[1]", "왼쪽 [red]"), ("[12]", "right")], ("bold", ""))
    screen.show_next_steps("http://127.0.0.1:8000/graphql", "t" * 300, "{ viewer { id } }")
    written = capsys.readouterr().out
    assert all(character.isprintable() or character == "\n" for character in written)
    assert written.count("sending") == 5
    assert "[1]   왼쪽 [red]\n" in written


def test_a_long_token_stays_on_one_line_so_that_it_can_be_copied(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(time.time()).show_next_steps("http://127.0.0.1:8000/graphql", "t" * 300, "{ viewer { id } }")
    assert f'{{"Authorization": "Bearer {"t" * 300}"}}\n' in capsys.readouterr().out


def test_the_console_s_address_signs_in(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(time.time()).show_next_steps("http://127.0.0.1:8000/graphql", "t" * 300, "{ viewer { id } }")
    assert f"http://127.0.0.1:8000/#token={'t' * 300}\n" in capsys.readouterr().out


def test_streamed_text_wraps_between_words_wherever_its_pieces_end() -> None:
    text = "3 people were seen. P1 came in from the left.\n\n왼쪽 진열대 앞에 서 있었습니다."
    whole, pieces = io.StringIO(), io.StringIO()
    written = _WordWrapper(whole, 24)
    written.write(text)
    written.finish()
    written = _WordWrapper(pieces, 24)
    for character in text:
        written.write(character)
    written.finish()
    assert whole.getvalue() == pieces.getvalue()
    assert [line.strip() for line in whole.getvalue().splitlines()] == [
        "3 people were seen.",
        "P1 came in from the",
        "left.",
        "",
        "왼쪽 진열대 앞에 서",
        "있었습니다.",
    ]
