"""The log: one JSON object a line, with the request or job it belongs to, and never a secret.

`configure()` is called once by a door. `about(job_id=…)` adds fields to every line written inside it.
"""

import json
import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal, TextIO

_FIELDS: ContextVar[Mapping[str, object]] = ContextVar("log_fields", default=MappingProxyType({}))

# What a library or an exception may quote: the query of a presigned URL, a bearer token, a password in a URL.
_SECRET_PATTERNS = (
    (re.compile(r"(https?://[^\s?\"']+)\?[^\s\"']*(?:X-Amz-|Signature=)[^\s\"']*", re.IGNORECASE), r"\1?[signed]"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    (re.compile(r"(?i)\b(bearer)\s+[\w.~+/=-]+"), r"\1 [token]"),
    (re.compile(r"(\w+://[^\s:/@]+):[^\s/@]+@"), r"\1:[password]@"),
)
# At INFO and DEBUG these quote requests with their signatures.
_NOISY_LOGGERS = ("aiobotocore", "aioboto3", "boto3", "botocore", "asyncio", "urllib3")
_STANDARD_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


@contextmanager
def bind_log_fields(**fields: object) -> Iterator[None]:
    """Add these fields to every line logged inside, in this task and those it starts."""
    token = _FIELDS.set({**_FIELDS.get(), **{name: value for name, value in fields.items() if value is not None}})
    try:
        yield
    finally:
        _FIELDS.reset(token)


def redact(text: str) -> str:
    """The text without signatures, tokens and passwords."""
    for pattern, instead in _SECRET_PATTERNS:
        text = pattern.sub(instead, text)
    return text


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON: at, level, logger, message, the fields of `about` and of `extra`, traceback."""

    def __init__(self, *, tracebacks: bool) -> None:
        super().__init__()
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_FIELDS.get(),
            **{name: value for name, value in vars(record).items() if name not in _STANDARD_ATTRIBUTES},
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = f"{record.exc_info[0].__name__}: {record.exc_info[1]}"
            if self._tracebacks:
                line["traceback"] = self.formatException(record.exc_info)
        return redact(json.dumps(line, ensure_ascii=False, default=str))


def configure(
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"], *, debug: bool = False, stream: TextIO | None = None
) -> None:
    """Send every record of this level or above to the stream (stderr) as JSON lines; debug adds tracebacks."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(tracebacks=debug or level == "DEBUG"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
