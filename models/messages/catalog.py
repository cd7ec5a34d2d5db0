"""Messages for people, in every language, from catalogs in the format of Project Fluent (https://projectfluent.org).

`catalogs/<language>/` holds one language; the folder of another language adds it. The first word of a message's id
names its group: the group `error` is `error.ftl` and every `error-*.ftl`. A group is parsed when it is first used.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from models.enums import Language

if TYPE_CHECKING:
    from models.messages.bundle import MessageBundle

REFERENCE_LANGUAGE = "en"
CATALOG_FOLDER = Path(__file__).parent / "catalogs"


class MessageError(LookupError):
    """No catalog has the message, or a value that it needs was not given."""


class MessageCatalogs:
    """The catalogs below a folder that holds a folder of `.ftl` files per language."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._groups: dict[tuple[str, str], MessageBundle] = {}
        self._constant_texts: dict[tuple[str, str], str] = {}

    def list_languages(self) -> list[str]:
        """Languages in lower case, such as "en"."""
        return sorted(path.name for path in self._folder.iterdir() if path.is_dir())

    def has_message(self, key: str) -> bool:
        """Whether English, which all other languages follow, has a message with this id."""
        return key in self._load_group(REFERENCE_LANGUAGE, key)

    def translate(self, language: str, key: str, values: Mapping[str, object]) -> str:
        """The message in the language, or in English where the language lacks it.

        Texts, whole numbers and conditions (as "yes" and "no") select variants of the message. Any other value is
        written as `str` writes it.
        Raises MessageError where no catalog has the message, and where a value that it needs is not given.
        """
        if values:
            return self._format(language, key, values)
        constant = self._constant_texts.get((language, key))
        if constant is None:
            constant = self._constant_texts[language, key] = self._format(language, key, values)
        return constant

    def list_parameters(self, language: str, key: str) -> set[str]:
        """Names of the values that a message needs. Raises MessageError where no catalog has it."""
        return self._find_group(language, key).list_parameters(key)

    def preload(self) -> None:
        """Parse all catalogs now, so that no request waits for it."""
        for language in self.list_languages():
            for path in (self._folder / language).glob("*.ftl"):
                self._load_group(language, path.stem)

    def _format(self, language: str, key: str, values: Mapping[str, object]) -> str:
        text, faults = self._find_group(language, key).format_message(key, values)
        if faults:
            raise MessageError(f"The message {key} cannot be written ({language}): {'; '.join(map(str, faults))}.")
        return text

    def _find_group(self, language: str, key: str) -> "MessageBundle":
        for name in (language, REFERENCE_LANGUAGE):
            group = self._load_group(name, key)
            if key in group:
                return group
        raise MessageError(f"No catalog has the message {key}.")

    def _load_group(self, language: str, key: str) -> "MessageBundle":
        name = key.partition("-")[0]
        group = self._groups.get((language, name))
        if group is None:
            # Imported late: processes that decode footage import the errors, but most write no sentence.
            from models.messages.bundle import MessageBundle

            folder = self._folder / language
            files = sorted([*folder.glob(f"{name}.ftl"), *folder.glob(f"{name}-*.ftl")])
            group = self._groups[language, name] = MessageBundle(language, files)
        return group


CATALOGS = MessageCatalogs(CATALOG_FOLDER)


def translate(language: Language, key: str, /, **values: object) -> str:
    """A message of the product's catalogs: see `MessageCatalogs.translate`."""
    return CATALOGS.translate(language.value.lower(), key, values)
