"""How cameras are named, and what of an address may be shown."""

import pytest

from ingest.rtsp.address import AddressError, parse_cameras

SECRET = "rtsp://admin:geheim@10.0.0.7:554/user=admin_password=geheim?token=geheim"


def test_a_camera_has_its_name_or_its_hosts() -> None:
    cameras = parse_cameras(["정문=rtsp://10.0.0.7/a=b", "rtsps://user:a=b@10.0.0.8:322/x"])
    assert [(camera.name, camera.url) for camera in cameras] == [
        ("정문", "rtsp://10.0.0.7/a=b"),
        ("10.0.0.8-322", "rtsps://user:a=b@10.0.0.8:322/x"),
    ]


def test_nothing_secret_is_shown() -> None:
    (camera,) = parse_cameras([f"gate={SECRET}"])
    assert camera.place == "rtsp://10.0.0.7:554"
    assert "geheim" not in repr(camera)


@pytest.mark.parametrize(
    ("cameras", "says"),
    [
        ([f"gate={SECRET}", f"gate={SECRET}"], "Two cameras are called 'gate'"),
        (["rtsp://10.0.0.7/1", "rtsp://10.0.0.7/2"], "Two cameras are called '10.0.0.7'"),
        (["gate=geheim"], "Camera 1 has no address"),
        (["rtsp://"], "Camera 1 has no address"),
        (["rtsp://admin:geheim@host:port/"], "Camera 1 has no address"),
        (["../gate=rtsp://10.0.0.7"], "Camera 1"),
        ([".gate=rtsp://10.0.0.7"], "a name that is a file's too"),
    ],
)
def test_what_cannot_be_recorded_says_what_to_change(cameras: list[str], says: str) -> None:
    with pytest.raises(AddressError, match=says) as caught:
        parse_cameras(cameras)
    assert "geheim" not in str(caught.value)
