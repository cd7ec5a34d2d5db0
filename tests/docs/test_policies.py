"""The policies in the documentation are what the stack sets and the code needs: no more, no less."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from devstack.s3 import make_buckets
from domain.upload import LARGEST_BYTES

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docs" / "uploads.md").read_text(encoding="utf-8")
# AWS's name of the right that each operation of S3 needs (Service Authorization Reference).
RIGHTS = {
    "abort_multipart_upload": "s3:AbortMultipartUpload",
    "complete_multipart_upload": "s3:PutObject",
    "create_multipart_upload": "s3:PutObject",
    "delete_object": "s3:DeleteObject",
    "get_object": "s3:GetObject",
    "head_bucket": "s3:ListBucket",
    "head_object": "s3:GetObject",
    "list_multipart_uploads": "s3:ListBucketMultipartUploads",
    "list_objects_v2": "s3:ListBucket",
    "list_parts": "s3:ListMultipartUploadParts",
    "put_object": "s3:PutObject",
    "upload_part": "s3:PutObject",
}


def documented(kind: str) -> Any:
    found = re.search(rf"```json {kind}\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


class Recorder:
    """An S3 client that remembers the CORS rules it is given."""

    def __init__(self) -> None:
        self.rules: list[dict[str, Any]] = []

    def list_buckets(self) -> dict[str, Any]:
        return {"Buckets": [{"Name": "b"}]}

    def put_bucket_cors(self, *, Bucket: str, CORSConfiguration: dict[str, Any]) -> None:  # noqa: N803
        assert Bucket == "b"
        self.rules = CORSConfiguration["CORSRules"]


def test_the_cors_rules_are_those_of_the_stack_but_for_the_origins() -> None:
    recorder = Recorder()
    make_buckets(recorder, ["b"])
    assert [{**rule, "AllowedOrigins": []} for rule in documented("cors")] == [
        {**rule, "AllowedOrigins": []} for rule in recorder.rules
    ]


def test_the_server_has_the_rights_that_its_code_uses() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "datasources" / "s3").glob("*.py"))
    used = set(re.findall(r"_client\.([a-z_0-9]+)\(", code)) - {"get_paginator", "generate_presigned_url"}
    used |= set(re.findall(r'(?:get_paginator|_signed)\(\s*"([a-z_0-9]+)"', code))
    used |= set(re.findall(r'generate_presigned_url\(\s*"([a-z_0-9]+)"', code))
    granted = {action for statement in documented("iam")["Statement"] for action in statement["Action"]}
    assert {RIGHTS[operation] for operation in used} == granted
    assert used == set(RIGHTS)


@pytest.mark.parametrize("kind", ["bucket", "object"])
def test_rights_over_objects_name_objects_and_those_over_buckets_buckets(kind: str) -> None:
    buckets, objects = documented("iam")["Statement"]
    if kind == "bucket":
        assert all(action.startswith("s3:ListBucket") for action in buckets["Action"])
        assert not any(name.endswith("/*") for name in buckets["Resource"])
    else:
        assert objects["Resource"] == [f"{name}/*" for name in buckets["Resource"]]


def test_the_limits_are_told_as_they_are() -> None:
    assert LARGEST_BYTES == 50 * 1024**3
    assert "up to 50 GiB" in TEXT
