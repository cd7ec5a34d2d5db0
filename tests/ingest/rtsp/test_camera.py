"""What a recorder writes, of cameras that behave and of others. Numbered frames show what is missed or doubled."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bench.ingest.moving_picture import H265, MovingPicture, encode_moving_picture
from bench.ingest.rtsp_server import ServedCamera, serve_rtsp
from ingest.rtsp.camera import RecordingTerms
from ingest.rtsp.segment import Segment
from tests.ingest.rtsp.recording import Recorded, list_unfinished, read_recordings, recorder, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def picture() -> MovingPicture:
    return encode_moving_picture()


@pytest.fixture
def camera(picture: MovingPicture) -> ServedCamera:
    return ServedCamera(picture)


@asynccontextmanager
async def serve(camera: ServedCamera) -> AsyncIterator[str]:
    async with serve_rtsp({"gate": camera}) as address:
        yield f"{address}/gate"


def assert_each_once(recordings: list[Recorded], camera: ServedCamera, *, tolerance: float = 0.5) -> list[int]:
    """No frame twice, and each at the time at which it was taken. Returns the frames' numbers."""
    numbers = [number for recorded in recordings for number in recorded.numbers]
    assert numbers == sorted(set(numbers))
    for recorded in recordings:
        for number, at in zip(recorded.numbers, recorded.times, strict=True):
            assert abs(at - camera.time_of(number)) < tolerance
    return numbers


async def test_files_follow_each_other_without_a_missing_frame(tmp_path: Path, camera: ServedCamera) -> None:
    async with serve(camera) as url, recorder(tmp_path, url) as status:
        await wait_until(lambda: status.files >= 2)
    recordings = read_recordings(tmp_path)
    numbers = assert_each_once(recordings, camera, tolerance=0.05)
    assert numbers == list(range(camera.sent[0], numbers[-1] + 1))
    assert camera.sent[-1] - numbers[-1] <= 5
    assert len(recordings) == 3
    assert status.clock == "CAMERA"
    assert list_unfinished(tmp_path) == []


async def test_h265_is_copied_and_another_resolution_of_it_begins_another_file(tmp_path: Path) -> None:
    camera = ServedCamera(encode_moving_picture(codec=H265))
    larger = encode_moving_picture(320, 240, codec=H265)
    async with serve(camera) as url, recorder(tmp_path, url) as status:
        await wait_until(lambda: status.files >= 1)
        camera.picture = larger
        await wait_until(lambda: status.files >= 3)
    recordings = read_recordings(tmp_path)
    numbers = assert_each_once(recordings, camera, tolerance=0.05)
    assert numbers == list(range(camera.sent[0], numbers[-1] + 1))
    assert {(recorded.codec, recorded.width) for recorded in recordings} == {("hevc", 160), ("hevc", 320)}


async def test_a_camera_that_knows_udp_alone_is_recorded(tmp_path: Path, camera: ServedCamera) -> None:
    camera.only_udp = True
    async with serve(camera) as url, recorder(tmp_path, url) as status:
        await wait_until(lambda: status.files >= 1)
        camera.hangs = True
        await wait_until(lambda: "does not answer" in (status.problem or ""))
        camera.hangs = False
        await wait_until(lambda: status.connected)
        await asyncio.sleep(1)
    recordings = read_recordings(tmp_path)
    assert_each_once(recordings, camera)
    assert len(recordings) >= 2
    assert status.clock == "CAMERA"


async def test_packets_that_get_lost_over_udp_cost_their_frames_alone(tmp_path: Path, camera: ServedCamera) -> None:
    camera.only_udp, camera.loses = True, 25
    async with serve(camera) as url, recorder(tmp_path, url) as status:
        await wait_until(lambda: status.files >= 2)
    numbers = assert_each_once(read_recordings(tmp_path), camera)
    lost = set(range(numbers[0], numbers[-1] + 1)) - set(numbers)
    assert len(lost) <= len(numbers) / 4
    assert status.connections == 1


async def test_without_sender_reports_the_time_of_arrival_counts(tmp_path: Path, camera: ServedCamera) -> None:
    camera.reports = False
    async with serve(camera) as url, recorder(tmp_path, url) as status:
        await wait_until(lambda: status.files >= 1)
    assert_each_once(read_recordings(tmp_path), camera)
    assert status.clock == "ARRIVAL"
    assert status.problem is None


async def test_a_camera_whose_clock_is_wrong_is_told_and_gets_the_time_of_arrival(
    tmp_path: Path, camera: ServedCamera
) -> None:
    camera.clock_ahead = 3600
    async with serve(camera) as url, recorder(tmp_path, url) as status:
        await wait_until(lambda: status.files >= 1)
        assert "differs by 3600 s" in (status.problem or "")
    assert_each_once(read_recordings(tmp_path), camera)


async def test_a_line_that_drops_again_and_again_costs_no_frame_that_arrived(
    tmp_path: Path, camera: ServedCamera
) -> None:
    async with serve(camera) as url, recorder(tmp_path, url) as status:
        for _ in range(3):
            await wait_until(lambda: status.connected)
            await asyncio.sleep(1.2)
            camera.drop()
            await wait_until(lambda: not status.connected)
            assert "Camera 'gate' (rtsp://127.0.0.1:" in (status.problem or "")
        await wait_until(lambda: status.connected)
        await asyncio.sleep(1)
        assert status.problem is None
    numbers = assert_each_once(read_recordings(tmp_path), camera)
    # The newest frames of a connection were under way when it broke.
    assert len(set(camera.sent) - set(numbers)) <= 4 * 3


async def test_a_camera_that_stops_answering_is_connected_anew(tmp_path: Path, camera: ServedCamera) -> None:
    async with serve(camera) as url, recorder(tmp_path, url) as status:
        await wait_until(lambda: status.connected)
        camera.hangs = True
        await wait_until(lambda: "does not answer" in (status.problem or ""))
        camera.hangs = False
        await wait_until(lambda: status.connected)
        await asyncio.sleep(1)
    recordings = read_recordings(tmp_path)
    assert_each_once(recordings, camera)
    assert len(recordings) >= 2


async def test_another_resolution_begins_another_file(tmp_path: Path, camera: ServedCamera) -> None:
    larger = encode_moving_picture(320, 240)
    terms = RecordingTerms(seconds=600, stall_seconds=5, has_sound=False)
    async with serve(camera) as url, recorder(tmp_path, url, terms) as status:
        await wait_until(lambda: status.connected)
        await asyncio.sleep(1)
        camera.picture = larger
        await wait_until(lambda: status.files == 1)
        await asyncio.sleep(1)
    recordings = read_recordings(tmp_path)
    assert [(recorded.width, recorded.height) for recorded in recordings] == [(160, 120), (320, 240)]
    numbers = assert_each_once(recordings, camera)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


async def test_another_codec_begins_another_file(tmp_path: Path, camera: ServedCamera) -> None:
    h265 = encode_moving_picture(codec=H265)
    async with serve(camera) as url, recorder(tmp_path, url) as status:
        await wait_until(lambda: status.connected)
        await asyncio.sleep(1)
        # A description holds for a connection: a camera whose settings change ends it.
        camera.picture = h265
        camera.drop()
        await wait_until(lambda: status.connections == 2 and status.connected)
        await asyncio.sleep(1)
    recordings = read_recordings(tmp_path)
    assert {recorded.codec for recorded in recordings} == {"h264", "hevc"}
    assert_each_once(recordings, camera)


@pytest.mark.parametrize("answer", [b"\x00\xff" * 4000, b"HTTP/1.1 200 OK\r\n\r\n<html>", b"RTSP/1.0 200 OK\r\n"])
async def test_garbage_instead_of_rtsp_is_told(
    tmp_path: Path, answer: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, recorder(tmp_path, f"rtsp://admin:geheim@127.0.0.1:{port}/geheim?p=geheim") as status:
        await wait_until(lambda: status.problem)
        assert f"Camera 'gate' (rtsp://127.0.0.1:{port}): " in (status.problem or "")
    assert "geheim" not in f"{status} {caplog.text} {capfd.readouterr()}"
    assert read_recordings(tmp_path) == []


async def test_noise_instead_of_pictures_makes_no_recording_and_ends(tmp_path: Path, camera: ServedCamera) -> None:
    async with serve(camera) as url, recorder(tmp_path, url) as status:
        await wait_until(lambda: status.files >= 1)
        camera.garbles = True
        await asyncio.sleep(3)
        camera.garbles = False
        await wait_until(lambda: status.files >= 3)
    # FFmpeg gives the first frame after noise the time of the noise, so times are looked at only of whole files.
    recordings = read_recordings(tmp_path)
    assert_each_once([recordings[0], recordings[2]], camera)
    numbers = [number for recorded in recordings for number in recorded.numbers]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("refuses", "credentials", "says"),
    [
        ("404 Not Found", None, "it has no stream at this address"),
        ("503 Service Unavailable", None, "cannot be reached"),
        (None, "admin:other", "refuses the user name or password"),
    ],
)
async def test_what_a_camera_refuses_is_told_without_its_password(
    tmp_path: Path, camera: ServedCamera, refuses: str | None, credentials: str | None, says: str
) -> None:
    camera.refuses, camera.credentials = refuses, credentials
    async with serve(camera) as url, recorder(tmp_path, url.replace("//", "//admin:geheim@")) as status:
        await wait_until(lambda: status.problem)
        assert says in (status.problem or "")
        assert "geheim" not in str(status)


async def test_a_full_disk_is_told_and_costs_only_what_could_not_be_written(
    tmp_path: Path, camera: ServedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_segment: Segment, _packet: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with serve(camera) as url, recorder(tmp_path, url) as status:
        await wait_until(lambda: status.connected)
        await asyncio.sleep(1)
        with monkeypatch.context() as patch:
            patch.setattr(Segment, "_mux", fail)
            await wait_until(lambda: "cannot be written: No space left on device" in (status.problem or ""))
        await wait_until(lambda: status.connected)
        await asyncio.sleep(1)
    recordings = read_recordings(tmp_path)
    assert_each_once(recordings, camera)
    assert len(recordings) >= 2
    assert list_unfinished(tmp_path) == []


async def test_user_and_password_are_given(tmp_path: Path, camera: ServedCamera) -> None:
    camera.credentials = "admin:geheim"
    async with serve(camera) as url, recorder(tmp_path, url.replace("//", "//admin:geheim@")) as status:
        await wait_until(lambda: status.files >= 1)
