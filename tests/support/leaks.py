"""Searches the logs of the whole run, in the product's format, for secrets."""

import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from datasources.log import JsonFormatter

_SIGNED = (
    re.compile(r"\bwgs_[\w-]{43}"),
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+"),
    re.compile(r"X-Amz-(Signature|Credential|Security-Token)=", re.IGNORECASE),
    re.compile(r"AWS4-HMAC-SHA256 Credential="),
)
_SECRET_SETTINGS = ("SECRET_KEY", "AWS_SECRET_ACCESS_KEY")


class LeakDetector(logging.Handler):
    """Records log lines that have a token, a signature, or a value given to `add_secrets`."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter(tracebacks=True))
        self._secrets: set[str] = set()
        self.found: list[str] = []
        self.lines = 0

    def add_secrets(self, environment: Mapping[str, str]) -> None:
        """Treat the secret ones of these settings as secrets."""
        self._secrets |= {environment[name] for name in _SECRET_SETTINGS if environment.get(name)}
        passwords = (urlsplit(value).password for name, value in environment.items() if name.startswith("DATABASE_"))
        self._secrets |= {password for password in passwords if password}

    def holds_secret(self, text: str) -> bool:
        """Whether a text has a secret value."""
        return any(secret in text for secret in self._secrets)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += 1
        self.search_text(self.format(record), f"the log of {record.name}")

    def search_text(self, text: str, where: str) -> None:
        for line in text.splitlines():
            if any(pattern.search(line) for pattern in _SIGNED) or self.holds_secret(line):
                self.found.append(f"{where}: {line[:300]}")

    def search_files(self, files: Iterable[Path]) -> None:
        """Search files; skips those that another process removes meanwhile."""
        for file in files:
            with suppress(OSError):
                self.search_text(file.read_text(encoding="utf-8", errors="replace"), str(file))


# moto's server logs every URL, and some tests send it presigned ones.
_MOTO_LOGS = ("sqs.log",)


def find_logs(folder: Path) -> Iterator[Path]:
    """The log files in a folder, recursively; skips folders that another process removes meanwhile."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names if ".log" in name and not name.startswith(_MOTO_LOGS))


LEAKS = LeakDetector()
