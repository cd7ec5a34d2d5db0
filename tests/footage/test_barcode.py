"""Bar codes are read back exactly, or not at all."""

import numpy as np
import pytest

from tests.footage.barcode import BRIGHT, DARK, MAX_NUMBER, draw_barcode, measure_brightness, read_barcode


@pytest.mark.parametrize("number", [0, 1, 2, 119, 240, 1365, 2730, MAX_NUMBER])
def test_what_was_drawn_is_read(number: int) -> None:
    assert read_barcode(draw_barcode(number, 160, 128)) == number


def test_a_picture_of_another_size_reads_the_same() -> None:
    assert read_barcode(draw_barcode(1234, 160, 128)[::2, ::2]) == 1234


@pytest.mark.parametrize("grey", [0, 90, 255])
def test_an_even_picture_carries_no_number(grey: int) -> None:
    assert read_barcode(np.full((128, 160, 3), grey, np.uint8)) is None


def test_a_block_that_was_painted_over_is_noticed() -> None:
    image = draw_barcode(77, 160, 128)
    image[:32, :20] = image[64:96, :20] = 128
    assert read_barcode(image) is None


def test_the_brightness_is_that_of_the_blocks() -> None:
    assert measure_brightness(draw_barcode(500, 160, 128)) == (DARK, BRIGHT)


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="4095"):
        draw_barcode(MAX_NUMBER + 1, 160, 128)
