"""Watches what the whole run logs, as the product's doors would write it, for what must never stand in a log."""

import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from datasources.log import JsonFormatter

_SIGNED = (
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+"),
    re.compile(r"X-Amz-(Signature|Credential|Security-Token)=", re.IGNORECASE),
    re.compile(r"AWS4-HMAC-SHA256 Credential="),
)
_SECRET_SETTINGS = ("SECRET_KEY", "AWS_SECRET_ACCESS_KEY")


class LeakDetector(logging.Handler):
    """Keeps the lines that hold a token, a signature, or a value that it was told to be secret."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter(tracebacks=True))
        self._secrets: set[str] = set()
        self.found: list[str] = []
        self.lines = 0

    def add_secrets(self, environment: Mapping[str, str]) -> None:
        """Of these settings, what is secret."""
        self._secrets |= {environment[name] for name in _SECRET_SETTINGS if environment.get(name)}
        passwords = (urlsplit(value).password for name, value in environment.items() if name.startswith("DATABASE_"))
        self._secrets |= {password for password in passwords if password}

    def holds_secret(self, text: str) -> bool:
        """Whether a text holds a value that is secret."""
        return any(secret in text for secret in self._secrets)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += 1
        self.search_text(self.format(record), f"the log of {record.name}")

    def search_text(self, text: str, where: str) -> None:
        for line in text.splitlines():
            if any(pattern.search(line) for pattern in _SIGNED) or self.holds_secret(line):
                self.found.append(f"{where}: {line[:300]}")

    def search_files(self, files: Iterable[Path]) -> None:
        """Those that another process takes away meanwhile are passed over."""
        for file in files:
            with suppress(OSError):
                self.search_text(file.read_text(encoding="utf-8", errors="replace"), str(file))


# moto's server logs each address that it is asked for, and tests ask it as S3, too, by presigned ones.
_MOTO_LOGS = ("sqs.log",)


def find_logs(folder: Path) -> Iterator[Path]:
    """Log files in a folder and those in it. Folders that another process takes away meanwhile are passed over."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names if ".log" in name and not name.startswith(_MOTO_LOGS))


LEAKS = LeakDetector()
