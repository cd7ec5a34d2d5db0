"""S3's notifications of new objects: as S3 sends them to a queue, by way of SNS, or by EventBridge.

Formats: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (direct; keys are
URL-encoded), https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (EventBridge; keys are as they are),
https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html (SNS: the message is a text within).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from datasources.sqs.queue import UnreadableMessage

# SQS takes messages of up to a mebibyte.
_MAX_BODY_LENGTH = 1 << 20
# An EventBridge event by way of SNS is one envelope in another.
_MAX_ENVELOPES = 3
_CREATED = "ObjectCreated:"
_EVENTBRIDGE_CREATED = "Object Created"


@dataclass(frozen=True, slots=True)
class CreatedObject:
    """A new object, as S3 tells of it. version: null where its bucket keeps no versions. etag: without quotes."""

    bucket: str
    key: str
    etag: str
    version: str | None
    size_bytes: int

    def to_message(self) -> str:
        """The object as a notification of its own, as S3 sends it."""
        found = {"key": quote_plus(self.key), "size": self.size_bytes, "eTag": self.etag}
        if self.version is not None:
            found["versionId"] = self.version
        record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put"}
        return json.dumps({"Records": [{**record, "s3": {"bucket": {"name": self.bucket}, "object": found}}]})


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """A record that cannot be understood, as a message of its own. reason: for an operator."""

    body: str
    reason: str


@dataclass(frozen=True, slots=True)
class IgnoredRecord:
    """A record of something else than a new object, such as ObjectRemoved:Delete."""

    event: str


Record = CreatedObject | UnreadableRecord | IgnoredRecord


def is_bucket_notification(body: str) -> bool:
    """Whether a message is one of S3's, readable or not."""
    try:
        fields = _open_envelopes(body)
    except UnreadableMessage:
        return False
    return "Records" in fields or _is_test(fields) or fields.get("source") == "aws.s3"


def parse_notification(body: str) -> list[Record]:
    """What a message tells of, record by record; nothing for S3's test event.

    Raises UnreadableMessage for a body that is no notification of S3.
    """
    fields = _open_envelopes(body)
    if _is_test(fields):
        return []
    if fields.get("source") == "aws.s3":
        return [_parse_eventbridge(fields, body)]
    records = fields.get("Records")
    if not isinstance(records, list) or not records:
        raise UnreadableMessage(
            "the body is no S3 notification: it has neither Records nor a source of aws.s3. "
            "Send only ObjectCreated notifications to this queue"
        )
    return list(_parse_records(records))


def list_keys(body: str) -> list[str]:
    """The keys that a notification names, for people; none where it cannot be read."""
    try:
        records = parse_notification(body)
    except UnreadableMessage:
        return []
    keys = [record.key for record in records if isinstance(record, CreatedObject)]
    return ["".join(letter if letter.isprintable() else "?" for letter in key) for key in keys]


def _open_envelopes(body: str) -> Mapping[str, Any]:
    """The notification, out of what SNS put around it. Raises UnreadableMessage."""
    if len(body) > _MAX_BODY_LENGTH:
        raise UnreadableMessage(f"the body has {len(body)} characters, more than a notification of S3")
    for _ in range(_MAX_ENVELOPES):
        try:
            fields = json.loads(body)
        except (ValueError, RecursionError):
            raise UnreadableMessage("the body is not JSON") from None
        if not isinstance(fields, dict):
            raise UnreadableMessage("the body is no S3 notification")
        if fields.get("Type") == "SubscriptionConfirmation":
            raise UnreadableMessage("SNS asks to confirm a subscription: confirm it in SNS")
        if fields.get("Type") != "Notification" or not isinstance(fields.get("Message"), str):
            return fields
        body = fields["Message"]
    raise UnreadableMessage("the notification is in too many envelopes")


def _is_test(fields: Mapping[str, Any]) -> bool:
    return fields.get("Event") == "s3:TestEvent"


def _parse_records(records: list[Any]) -> Iterator[Record]:
    for record in records:
        event = record.get("eventName") if isinstance(record, dict) else None
        if isinstance(event, str) and not event.removeprefix("s3:").startswith(_CREATED):
            yield IgnoredRecord(event)
            continue
        try:
            described = record["s3"]
            found = described["object"]
            yield _build(
                described["bucket"]["name"],
                _decode_key(found["key"]),
                {"etag": found["eTag"], "version": found.get("versionId"), "size": found.get("size", 0)},
            )
        except (KeyError, TypeError, ValueError) as problem:
            reason = f"a record has no {problem}" if isinstance(problem, KeyError) else f"a record is bad: {problem}"
            yield UnreadableRecord(json.dumps({"Records": [record]}), reason)


def _parse_eventbridge(fields: Mapping[str, Any], body: str) -> Record:
    kind = fields.get("detail-type")
    if kind != _EVENTBRIDGE_CREATED:
        return IgnoredRecord(str(kind))
    try:
        detail = fields["detail"]
        found = detail["object"]
        return _build(
            detail["bucket"]["name"],
            found["key"],
            {"etag": found["etag"], "version": found.get("version-id"), "size": found.get("size", 0)},
        )
    except KeyError as problem:
        return UnreadableRecord(body, f"the event has no {problem}")
    except (TypeError, ValueError) as problem:
        return UnreadableRecord(body, f"the event is bad: {problem}")


def _decode_key(key: object) -> str:
    if not isinstance(key, str):
        raise ValueError("the key is no text")
    # Raises UnicodeDecodeError, a ValueError.
    return unquote_plus(key, errors="strict")


def _build(bucket: object, key: object, about: Mapping[str, Any]) -> CreatedObject:
    """Raises ValueError for values that no object has."""
    etag, version, size = about["etag"], about["version"], about["size"]
    for name, value in (("bucket", bucket), ("key", key), ("etag", etag), ("version", version or "-")):
        # PostgreSQL takes neither NUL nor lone surrogates in a text.
        if not isinstance(value, str) or not value or re.search("[\0\ud800-\udfff]", value):
            raise ValueError(f"the {name} is no text that an object has")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ValueError("the size is no number of bytes")
    if not etag.strip('"'):
        raise ValueError("the etag is empty")
    return CreatedObject(str(bucket), str(key), etag.strip('"'), None if version in ("", "null") else version, size)
