"""What arrived is compared with what was announced."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.uploads.comparison import find_mismatch
from models.footage.stored_objects import ObjectHead
from models.footage.uploads import UploadTerms

SUM, OTHER = "a" * 64, "b" * 64
TERMS = UploadTerms(
    organization="org",
    video_id=UUID(int=1),
    key="org/1/original.mp4",
    size_bytes=10,
    content_type="video/mp4",
    checksum_sha256=SUM,
    expires_at=datetime(2026, 1, 1, tzinfo=UTC),
)
HEAD = ObjectHead(10, "video/mp4", "etag", SUM, composite_sha256=SUM)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"size_bytes": 11}, "SIZE_MISMATCH"),
        ({"content_type": None}, "TYPE_MISMATCH"),
        ({"checksum_sha256": OTHER}, "CHECKSUM_MISMATCH"),
        ({"composite_sha256": OTHER}, "CHECKSUM_MISMATCH"),
    ],
)
def test_each_difference_is_found(changes: dict[str, Any], code: str) -> None:
    mismatch = find_mismatch(TERMS, replace(HEAD, **changes), SUM, ("input", "uploadToken"))
    assert mismatch is not None
    assert (mismatch.code, mismatch.field) == (code, ("input", "uploadToken"))


def test_checksums_that_one_side_does_not_know_are_not_compared() -> None:
    assert find_mismatch(TERMS, HEAD, SUM) is None
    assert find_mismatch(TERMS, replace(HEAD, checksum_sha256=None, composite_sha256=None), SUM) is None
    assert find_mismatch(replace(TERMS, checksum_sha256=None), replace(HEAD, checksum_sha256=OTHER), None) is None
