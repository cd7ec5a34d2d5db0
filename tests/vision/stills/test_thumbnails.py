"""Pictures that show something."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageFilter

from vision.detection.boxes import Detection, RgbImage
from vision.stills.thumbnails import CoverPicker, PortraitAlbum, crop_portrait, measure_sharpness

PERSON = Detection(500, 300, 80, 240, 0.8)


def _draw_checkerboard(width: int = 1280, height: int = 720) -> RgbImage:
    y, x = np.mgrid[0:height, 0:width]
    grey = (((x // 20 + y // 20) % 2) * 160 + 40).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def _open(jpeg: bytes) -> Pillow.Image:
    picture = Pillow.open(BytesIO(jpeg))
    assert picture.format == "JPEG"
    return picture


def test_a_portrait_shows_the_person_with_some_surroundings() -> None:
    picture = _open(crop_portrait(_draw_checkerboard(), PERSON))
    assert picture.width == pytest.approx(80 + 2 * 0.35 * 240, abs=2)
    assert picture.height == pytest.approx(240 + 2 * 0.35 * 240, abs=2)


def test_a_portrait_stays_within_the_frame_and_within_640_pixels() -> None:
    assert max(_open(crop_portrait(_draw_checkerboard(), Detection(0, 0, 1280, 720, 0.9))).size) == 640
    assert min(_open(crop_portrait(_draw_checkerboard(), Detection(1279, 719, 1, 1, 0.9))).size) >= 1


def test_an_album_gives_the_best_picture_of_a_stretch_of_time() -> None:
    album = PortraitAlbum()
    for n, confidence in enumerate((0.5, 0.6, 0.9, 0.6, 0.5)):
        image = _draw_checkerboard()
        image[:] = 40 * n
        album.offer(float(n), image, Detection(500, 300, 80, 240, confidence))
    assert _open(album.best_jpeg(0, 4)).getpixel((5, 5)) == pytest.approx((80, 80, 80), abs=3)
    assert _open(album.best_jpeg(3, 4)).getpixel((5, 5)) == pytest.approx((120, 120, 120), abs=3)
    assert _open(album.best_jpeg(90, 99)).getpixel((5, 5)) == pytest.approx((160, 160, 160), abs=3)


def test_a_whole_person_makes_a_better_picture_than_one_cut_by_the_edge() -> None:
    album = PortraitAlbum()
    album.offer(0.0, np.zeros((720, 1280, 3), np.uint8), Detection(0, 300, 40, 240, 0.9))
    album.offer(1.0, np.full((720, 1280, 3), 200, np.uint8), Detection(60, 300, 80, 240, 0.7))
    assert _open(album.best_jpeg(0, 2)).getpixel((5, 5)) == pytest.approx((200, 200, 200), abs=3)


def test_an_album_of_hours_stays_small() -> None:
    album = PortraitAlbum()
    image = np.zeros((60, 60, 3), np.uint8)
    for n in range(2000):
        album.offer(n / 2, image, Detection(10, 10, 20, 40, 0.8))
    assert len(album._portraits) <= 65
    assert album._portraits[0].seconds == 0
    assert album._portraits[-1].seconds == 999.5


def test_an_empty_album_says_so() -> None:
    with pytest.raises(ValueError, match="without pictures"):
        PortraitAlbum().best_jpeg(0, 1)


def test_a_cover_is_neither_black_nor_white_nor_blurred() -> None:
    sharp = _draw_checkerboard()
    blurred = np.asarray(Pillow.fromarray(sharp).filter(ImageFilter.GaussianBlur(12)))
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (2, 3, 0, 1)):
        frames = [np.zeros_like(sharp), np.full_like(sharp, 255), blurred, sharp]
        cover = CoverPicker()
        for n in order:
            cover.offer(frames[n], 0)
        picture = _open(cover.make_jpeg())
        assert picture.size == (640, 360)
        assert measure_sharpness(np.asarray(picture.convert("L"), np.float32)) > 500


def test_a_cover_with_people_is_preferred() -> None:
    cover = CoverPicker()
    dimmed = (_draw_checkerboard() * 0.8).astype(np.uint8)
    cover.offer(dimmed, 2)
    cover.offer(_draw_checkerboard(), 0)
    assert np.asarray(_open(cover.make_jpeg())).mean() == pytest.approx(dimmed.mean(), abs=3)


def test_a_film_of_black_frames_has_a_cover_all_the_same() -> None:
    cover = CoverPicker()
    cover.offer(np.zeros((36, 64, 3), np.uint8), 0)
    assert _open(cover.make_jpeg()).size == (64, 36)


def test_a_cover_without_frames_says_so() -> None:
    with pytest.raises(ValueError, match="without frames"):
        CoverPicker().make_jpeg()
