"""The log: one JSON object per line, with the fields of the current request or job, and without secrets.

`configure()` is called once at the start of a program. `bind_log_fields(job_id=…)` adds fields to every line logged
inside it. Modules log with the standard `logging`; structlog turns its records into JSON.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Literal, TextIO

from structlog.contextvars import bind_contextvars, get_contextvars, merge_contextvars, reset_contextvars
from structlog.processors import JSONRenderer
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.types import EventDict, WrappedLogger

# Secrets that a library or an exception may quote: a presigned URL's query, a bearer token, a password in a URL.
_SECRET_PATTERNS = (
    (re.compile(r"(https?://[^\s?\"']+)\?[^\s\"']*(?:X-Amz-|Signature=)[^\s\"']*", re.IGNORECASE), r"\1?[signed]"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    (re.compile(r"(?i)\b(bearer)\s+[\w.~+/=-]+"), r"\1 [token]"),
    (re.compile(r"(\w+://[^\s:/@]+):[^\s/@]+@"), r"\1:[password]@"),
)
# At INFO and DEBUG these quote requests with their signatures.
_NOISY_LOGGERS = ("aiobotocore", "aioboto3", "boto3", "botocore", "asyncio", "urllib3")
# uvicorn repeats its message with colours for terminals; other formatters leave the time in their form.
_OMITTED_FIELDS = ("color_message", "asctime")


class _BoundFields(AbstractContextManager[None]):
    """structlog's own looks at every variable of the context, for each request."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    def __enter__(self) -> None:
        self._tokens = bind_contextvars(**self._fields)

    def __exit__(self, *_: object) -> None:
        reset_contextvars(**self._tokens)


def bind_log_fields(**fields: object) -> AbstractContextManager[None]:
    """Add these fields to every line logged inside, in this task and in those it starts. None adds no field."""
    return _BoundFields({name: value for name, value in fields.items() if value is not None})


def get_request_id() -> str | None:
    """The id of the request that this work is for, also where it runs in another process as a job."""
    return get_contextvars().get("request_id")


def redact(text: str) -> str:
    """The text without signatures, tokens and passwords."""
    for pattern, replacement in _SECRET_PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class JsonFormatter(ProcessorFormatter):
    """Formats a record as one line of JSON: at, level, logger, message, bound and extra fields, error, traceback."""

    def __init__(self, *, tracebacks: bool) -> None:
        super().__init__(
            foreign_pre_chain=[_describe_record, merge_contextvars, ExtraAdder()],
            processors=[self._describe_error, _drop_internal_fields, JSONRenderer(_to_redacted_json)],
        )
        self._tracebacks = tracebacks

    def _describe_error(self, _logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
        exc_info = fields.pop("exc_info", None)
        if exc_info and exc_info[0] is not None:
            fields["error"] = f"{exc_info[0].__name__}: {exc_info[1]}"
            if self._tracebacks:
                fields["traceback"] = self.formatException(exc_info)
        return fields


def _describe_record(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    """Name the fields as in our lines, and put when, how severe, where and what first."""
    record: logging.LogRecord = fields["_record"]
    return {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": fields.pop("event"),
        **fields,
    }


def _drop_internal_fields(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    for name in ("_record", "_from_structlog", "stack_info", *_OMITTED_FIELDS):
        fields.pop(name, None)
    return fields


def _to_redacted_json(fields: EventDict, **_options: object) -> str:
    return redact(json.dumps(fields, ensure_ascii=False, default=str))


def configure(
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"],
    *,
    debug: bool = False,
    levels: str = "",
    stream: TextIO | None = None,
) -> None:
    """Write records of this level and above to the stream (default: stderr) as JSON lines; debug adds tracebacks.

    levels: other levels for modules and what is inside them, as in domain.ask=DEBUG,schema=WARNING.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(tracebacks=debug or level == "DEBUG"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name, _, own_level in (part.strip().partition("=") for part in levels.split(",") if part.strip()):
        logging.getLogger(name).setLevel(own_level)
