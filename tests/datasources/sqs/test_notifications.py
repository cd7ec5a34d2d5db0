"""S3's notifications are read in each form that AWS sends them in; what is none of them says why."""

import json
from typing import Any

import pytest

from datasources.sqs.notifications import (
    CreatedObject,
    IgnoredRecord,
    UnreadableRecord,
    is_bucket_notification,
    parse_notification,
)
from datasources.sqs.queue import UnreadableMessage

FOUND = CreatedObject("footage", "inbox/서울 3/a+b/1.mp4", "d41d8cd9", "v1", 1024)
ENCODED = "inbox/%EC%84%9C%EC%9A%B8+3/a%2Bb/1.mp4"


def record(**changed: Any) -> dict[str, Any]:
    """A record as in AWS's documentation, shortened."""
    found = {"key": ENCODED, "size": 1024, "eTag": "d41d8cd9", "versionId": "v1", "sequencer": "0055AED6DCD90281E5"}
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventTime": "1970-01-01T00:00:00.000Z",
        "eventName": "ObjectCreated:Put",
        "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": "footage"}, "object": found},
        **changed,
    }


def direct(*records: Any) -> str:
    return json.dumps({"Records": list(records)})


def by_eventbridge(kind: str = "Object Created", **changed: Any) -> str:
    """An event as in AWS's documentation, shortened."""
    found = {"key": FOUND.key, "size": 1024, "etag": "d41d8cd9", "version-id": "v1", "sequencer": "617f08299329d189"}
    detail = {"version": "0", "bucket": {"name": "footage"}, "object": found, "reason": "PutObject"}
    return json.dumps({"version": "0", "source": "aws.s3", "detail-type": kind, "detail": detail, **changed})


def by_sns(message: str) -> str:
    return json.dumps({"Type": "Notification", "TopicArn": "arn:aws:sns:…", "Message": message})


@pytest.mark.parametrize(
    "body",
    [
        direct(record()),
        direct(record(eventName="s3:ObjectCreated:CompleteMultipartUpload")),
        by_eventbridge(),
        by_sns(direct(record())),
        by_sns(by_eventbridge()),
    ],
)
def test_every_form_tells_of_the_same_object(body: str) -> None:
    assert parse_notification(body) == [FOUND]
    assert is_bucket_notification(body)


def test_the_records_of_one_message_stand_each_for_itself() -> None:
    other = record()
    other["s3"]["object"] = {"key": "inbox/b", "size": 1, "eTag": '"e"', "versionId": "null"}
    broken = {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "footage"}, "object": {"key": "a"}}}
    removed = record(eventName="ObjectRemoved:Delete")
    first, second, third, fourth, fifth = parse_notification(direct(record(), broken, removed, other, 7))
    assert first == FOUND
    assert isinstance(second, UnreadableRecord)
    assert "eTag" in second.reason
    assert json.loads(second.body) == {"Records": [broken]}
    assert third == IgnoredRecord("ObjectRemoved:Delete")
    assert fourth == CreatedObject("footage", "inbox/b", "e", None, 1)
    assert isinstance(fifth, UnreadableRecord)


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "%ff.mp4"},
        {"key": "a%00.mp4"},
        {"key": 7},
        {"key": ""},
        {"size": -1},
        {"size": "many"},
        {"size": True},
        {"eTag": ""},
        {"eTag": None},
        {"versionId": 3},
    ],
)
def test_values_that_no_object_has_make_a_record_unreadable(changed: dict[str, Any]) -> None:
    bad = record()
    bad["s3"]["object"] |= changed
    [found] = parse_notification(direct(bad))
    assert isinstance(found, UnreadableRecord)


def test_s3s_test_event_tells_of_nothing() -> None:
    body = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "footage"})
    assert parse_notification(body) == parse_notification(by_sns(body)) == []
    assert is_bucket_notification(body)


def test_other_events_of_eventbridge_are_ignored_by_name() -> None:
    assert parse_notification(by_eventbridge("Object Deleted")) == [IgnoredRecord("Object Deleted")]
    [found] = parse_notification(by_eventbridge(detail={}))
    assert isinstance(found, UnreadableRecord)


@pytest.mark.parametrize(
    "body",
    [
        "not JSON",
        "[" * 5000,
        "[1]",
        "{}",
        json.dumps({"Records": "many"}),
        json.dumps({"Records": []}),
        json.dumps({"Type": "SubscriptionConfirmation", "Message": "x"}),
        json.dumps({"version": 1, "job": "x", "organization": "y"}),
        by_sns(by_sns(by_sns(direct(record())))),
        "x" * 2_000_000,
    ],
)
def test_a_body_that_is_no_notification_is_said_to_be_none(body: str) -> None:
    with pytest.raises(UnreadableMessage):
        parse_notification(body)
