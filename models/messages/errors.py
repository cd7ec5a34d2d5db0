"""The sentence of each error code, from the catalogs' `error-*`. A sentence says what is wrong and what to do."""

from collections.abc import Mapping

from models.enums import Language
from models.messages.catalog import CATALOGS, MessageError
from models.messages.measures import get_display_name

# Values that are words of ours, and have a name in each language.
_NAMED_VALUES = frozenset({"measure", "budget", "quota", "pool"})
_UNKNOWN_VALUE = "?"


def is_error_code(code: str) -> bool:
    """Whether a code such as NOT_FOUND has a sentence."""
    return CATALOGS.has_message(_to_key(code))


def format_message(code: str, language: Language, values: Mapping[str, object]) -> str:
    """The sentence of a code, with its values. A value that is missing becomes "?".

    Rows of an older version may lack a value that a newer sentence needs; they must stay readable. Raises MessageError
    where no sentence has the code.
    """
    texts = {name: str(value) for name, value in values.items()}
    for name in _NAMED_VALUES.intersection(values):
        texts[name] = get_display_name(texts[name], language)
    reason_code = texts.get("reason_code")
    if reason_code is not None and is_error_code(reason_code):
        # The reason is stored as a code and its values, so that it can be read in either language.
        texts["reason"] = format_message(reason_code, language, _to_mapping(values.get("reason_values")))
    name, key = language.value.lower(), _to_key(code)
    try:
        return CATALOGS.translate(name, key, texts)
    except MessageError:
        unknown = dict.fromkeys(CATALOGS.list_parameters(name, key), _UNKNOWN_VALUE)
        return CATALOGS.translate(name, key, unknown | texts)


def _to_key(code: str) -> str:
    return f"error-{code.lower().replace('_', '-')}"


def _to_mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
