"""Downloading uv to a machine that has only Python, from a fake package index."""

import hashlib
import http.server
import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devstack import get_uv

HERE = ("Linux", "x86_64", "glibc")
SCRIPT = Path(get_uv.__file__)
# Made for this test, its key thrown away.
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBhTCCASugAwIBAgIUA7Vno1fdOSWeHC7KN7J4czQGdXAwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMZXhhbXBsZS50ZXN0MCAXDTI2MTEzMDA1MTc1OVoYDzIxMjYx
MTA2MDUxNzU5WjAXMRUwEwYDVQQDDAxleGFtcGxlLnRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAQpQYS5bYX7OWYDns/glkIuk5YrEhT9z5nhBNlOlbghUF0R
VO4bByZ2v4UO1WH7WJns9qZ4bueQAzJ6xpG9JMrVo1MwUTAdBgNVHQ4EFgQU+UV2
/6A5SCW3DO/VB6vyfTFAXXMwHwYDVR0jBBgwFoAU+UV2/6A5SCW3DO/VB6vyfTFA
XXMwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBeUCNkvhkXo53U
npV7psZot8Gai63TY2wvTZ2fZfN8QgIhAIL32dYXd9c8qerAkPkwDLrnSHhfhbgR
9vrm8h5BAzIP
-----END CERTIFICATE-----
"""


def wheel(program: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(f"uv-{get_uv.VERSION}.data/scripts/uv", program)
    return made.getvalue()


@dataclass
class Index:
    """What it has to give, and what it was asked."""

    address: str = ""
    pages: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def offer(self, name: str, content: bytes, *, as_html: bool = False) -> None:
        self.pages[f"/files/{name}"] = (200, "application/octet-stream", content)
        if as_html:
            page = f'<html><a data-x="1" href="../../files/{name}#sha256=00">{name}</a></html>'.encode()
            self.pages["/simple/uv/"] = (200, "text/html; charset=utf-8", page)
            return
        page = json.dumps({"files": [{"filename": name, "url": f"{self.address}/files/{name}"}]}).encode()
        self.pages["/simple/uv/"] = (200, "application/vnd.pypi.simple.v1+json", page)


@pytest.fixture
def index() -> Iterator[Index]:
    told = Index()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.path, self.headers["Authorization"]))
            status, kind, body = told.pages.get(self.path, (404, "text/plain", b""))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield told
        server.shutdown()
        thread.join()


def pin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> str:
    """Expect this wheel; its name."""
    tag = get_uv.WHEELS[HERE][0]
    monkeypatch.setitem(get_uv.WHEELS, HERE, (tag, hashlib.sha256(content).hexdigest()))
    return f"uv-{get_uv.VERSION}-py3-none-{tag}.whl"


@pytest.mark.parametrize("as_html", [False, True])
def test_the_program_comes_from_the_index_that_the_environment_names(
    index: Index, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, as_html: bool
) -> None:
    content = wheel(b"#!/bin/sh\necho here\n")
    index.offer(pin(monkeypatch, content), content, as_html=as_html)
    program = get_uv.fetch_program({"UV_DEFAULT_INDEX": f"{index.address}/simple/"}, *HERE)
    place = tmp_path / ".uv" / "uv"
    get_uv.install(program, str(place))
    get_uv.install(program, str(place))
    assert subprocess.run([str(place)], capture_output=True, text=True, check=True).stdout == "here\n"
    assert [path.name for path in place.parent.iterdir()] == ["uv"]


def test_a_wheel_of_another_hash_is_refused(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    name = pin(monkeypatch, wheel(b"what was pinned"))
    index.offer(name, wheel(b"what came"))
    with pytest.raises(get_uv.InstallProblem, match=r"is not it \(SHA-256 .* expected\): it was not installed"):
        get_uv.fetch_program({"PIP_INDEX_URL": f"{index.address}/simple"}, *HERE)


def test_a_login_in_the_address_is_sent_and_never_shown(index: Index) -> None:
    address = index.address.replace("://", "://reader:se%40cret@")
    with pytest.raises(get_uv.InstallProblem) as caught:
        get_uv.fetch_program({"UV_INDEX_URL": f"{address}/simple"}, *HERE)
    assert index.asked == [("/simple/uv/", "Basic cmVhZGVyOnNlQGNyZXQ=")]
    assert str(caught.value) == f"{index.address}/simple/uv/ could not be fetched: HTTP 404."


def test_an_index_without_this_version_is_told(index: Index) -> None:
    index.offer("uv-0.0.1-py3-none-any.whl", b"")
    with pytest.raises(get_uv.InstallProblem, match=r"has no uv-.*x86_64.*\.whl\. Install uv by other means"):
        get_uv.fetch_program({"UV_DEFAULT_INDEX": f"mine={index.address}/simple"}, *HERE)


def test_a_server_that_stumbles_is_asked_again(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_uv, "_PAUSES", (0, 0))
    index.pages["/simple/uv/"] = (503, "text/plain", b"")
    with pytest.raises(get_uv.InstallProblem, match="HTTP 503"):
        get_uv.fetch_program({"UV_DEFAULT_INDEX": f"{index.address}/simple"}, *HERE)
    assert len(index.asked) == 3


@pytest.mark.parametrize(
    ("system", "machine", "libc", "end"),
    [
        ("Linux", "x86_64", "glibc", "manylinux2014_x86_64.whl"),
        ("Linux", "x86_64", "musl", "musllinux_1_1_x86_64.whl"),
        ("Linux", "aarch64", "glibc", "musllinux_1_1_aarch64.whl"),
        ("Linux", "arm64", "musl", "musllinux_1_1_aarch64.whl"),
        ("Darwin", "arm64", "musl", "macosx_11_0_arm64.whl"),
        ("Darwin", "x86_64", "musl", "macosx_10_12_x86_64.whl"),
    ],
)
def test_each_platform_has_its_wheel(system: str, machine: str, libc: str, end: str) -> None:
    name, sha256 = get_uv.find_wheel(system, machine, libc)
    assert name.endswith(end)
    assert len(sha256) == 64


@pytest.mark.parametrize(
    "platform", [("Linux", "riscv64", "glibc"), ("Windows", "AMD64", ""), ("FreeBSD", "amd64", "")]
)
def test_an_unknown_platform_is_told_what_to_do(platform: tuple[str, str, str]) -> None:
    with pytest.raises(
        get_uv.InstallProblem, match=f"not for {platform[0]} on {platform[1]}. Install uv by other means"
    ):
        get_uv.find_wheel(*platform)


def test_without_a_setting_the_public_index_is_asked() -> None:
    assert get_uv.find_index({"UV_DEFAULT_INDEX": " "}) == "https://pypi.org/simple"


def test_certificates_that_pip_was_told_of_are_trusted(tmp_path: Path) -> None:
    made = tmp_path / "own.pem"
    made.write_text(CERTIFICATE)
    known = get_uv.load_certificates({}).cert_store_stats()["x509_ca"]
    assert get_uv.load_certificates({"PIP_CERT": str(made)}).cert_store_stats()["x509_ca"] == known + 1
    assert get_uv.load_certificates({"PIP_CERT": str(tmp_path / "absent.pem")}).cert_store_stats()["x509_ca"] == known


def test_an_older_python_is_told_and_the_script_needs_only_the_standard_library(tmp_path: Path) -> None:
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 2); sys.argv = ['x', 'y']; "
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("Watchgraph needs Python 3.11 or later; this is ")
    assert ended.stderr.endswith("make PYTHON=...\n")
    assert not any(tmp_path.iterdir())


def test_a_bare_machine_gets_uv_and_an_environment(index: Index, tmp_path: Path) -> None:
    """`make` there: without uv on PATH, the script is what brings it, and its failure ends make with its line."""
    repository = SCRIPT.parent.parent
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        (tmp_path / name).write_bytes((repository / name).read_bytes())
    (tmp_path / "devstack").mkdir()
    (tmp_path / "devstack" / "get_uv.py").write_bytes(SCRIPT.read_bytes())
    bare = tmp_path / "bin"
    bare.mkdir()
    for tool in ("sh", "date", "test", "touch", "echo"):
        bare.joinpath(tool).symlink_to(f"/bin/{tool}")
    environment = {"PATH": str(bare), "UV_DEFAULT_INDEX": f"{index.address}/simple", "NO_PROXY": "*"}
    make = next(Path(folder) / "make" for folder in os.environ["PATH"].split(":") if (Path(folder) / "make").exists())
    ended = subprocess.run(
        [str(make), ".venv/.ready", f"PYTHON={sys.executable}"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "/simple/uv/ could not be fetched: HTTP 404." in ended.stderr
    assert not (tmp_path / ".venv").exists()
    assert [path for path, _ in index.asked] == ["/simple/uv/"]
