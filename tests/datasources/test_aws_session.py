"""Sessions share what botocore reads of its services, and nothing else."""

import pytest

from datasources.aws import create_aws_session


def test_what_describes_a_service_is_read_once() -> None:
    first, second = (create_aws_session()._session.get_component("data_loader") for _ in range(2))
    assert first is not second
    place = f"{first.BUILTIN_DATA_PATH}/endpoints"
    assert first.file_loader.load_file(place) is second.file_loader.load_file(place)
    assert first.file_loader.load_file(place)["partitions"]


async def test_each_takes_the_credentials_that_there_are_when_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = []
    for key in ("AKIDFIRST", "AKIDSECOND"):
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nobody's")
        credentials = await create_aws_session()._session.get_credentials()
        assert credentials is not None
        keys.append(credentials.access_key)
    assert keys == ["AKIDFIRST", "AKIDSECOND"]
