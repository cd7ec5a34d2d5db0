"""Names of measures of an operation, of budgets and quotas of an organization, and of a server's pools.

Programs read them from an error's extensions in English, as the code has them; people read the catalogs' `measure-*`.
"""

from models.enums import Language
from models.messages.catalog import CATALOGS, translate


def get_display_name(measure: str, language: Language) -> str:
    """What people call a measure: "open uploads" → "진행 중인 업로드 수". Without a name: as it is."""
    key = f"measure-{measure.replace(' ', '-')}"
    return translate(language, key) if CATALOGS.has_message(key) else measure
