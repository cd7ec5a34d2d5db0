"""What of Frigate's address is shown."""

import pytest

from ingest.frigate.client import FrigateAccess


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://admin:geheim@frigate.local:8971/base?token=geheim", "https://frigate.local:8971"),
        ("http://10.0.0.9", "http://10.0.0.9"),
        ("frigate.local", None),
        ("ftp://frigate.local", None),
        ("http://frigate.local:port", None),
    ],
)
def test_only_the_host_of_an_address_is_shown(url: str, place: str | None) -> None:
    access = FrigateAccess(url, "admin", "geheim", "geheim")
    assert access.place == place
    assert "geheim" not in repr(access)
