"""The largest picture size that each family of models reads: the service shrinks larger ones, at the same price.

Sources: https://docs.claude.com/en/docs/build-with-claude/vision (1568 pixels on a side, about 1.15 megapixels) and
https://docs.aws.amazon.com/nova/latest/userguide/modalities-image.html (token table).
"""

from vision.stills.stills import PictureSize

_BY_FAMILY = (("anthropic.", PictureSize(1568, 1_150_000)), ("amazon.nova", PictureSize(1344, 1_100_000)))
_DEFAULT_SIZE = PictureSize(1280, 1_000_000)


def choose_picture_size(model_id: str) -> PictureSize:
    """model_id may be a plain id, a cross-region profile's id, or the ARN of either."""
    return next((size for family, size in _BY_FAMILY if family in model_id), _DEFAULT_SIZE)
