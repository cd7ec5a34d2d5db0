"""The licences of installed packages are compatible with Apache-2.0. Checked offline, from the packages' metadata."""

import re
from importlib.metadata import Distribution, distributions

import pytest

# Permissive licences, and the Mozilla Public License, which asks for its own files only.
_FITS = re.compile(
    r"apache|\bmit\b|mit-0|mit-cmu|bsd|isc|psf|python software foundation|mpl|mozilla|zlib|cc0|unlicense|0bsd|cnri",
    re.IGNORECASE,
)
_DOES_NOT_FIT = re.compile(r"\b[al]?gpl|general public|sspl|busl|commons clause|proprietary", re.IGNORECASE)
_INSTALLED = sorted(distributions(), key=lambda package: str(package.metadata["Name"]))


def licence(distribution: Distribution) -> str:
    """The licence expression, else the classifiers, else the first line of the licence field."""
    metadata = distribution.metadata
    expressions = metadata.get_all("License-Expression") or []
    classified = [line for line in metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    written = [text.strip().partition("\n")[0] for text in metadata.get_all("License") or []]
    return " / ".join(expressions or classified or written)


@pytest.mark.parametrize("distribution", _INSTALLED, ids=lambda package: str(package.metadata["Name"]))
def test_a_package_s_licence_fits(distribution: Distribution) -> None:
    words = licence(distribution)
    assert _FITS.search(words), f"{distribution.metadata['Name']} has the licence {words!r}: is it a fitting one?"
    assert not _DOES_NOT_FIT.search(words), words
