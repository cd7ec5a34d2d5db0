"""python -m bench.bare: tries the set-up on a Debian that has only python3, make and git.

It needs root and debootstrap (apt-get install debootstrap). It makes a bare Debian in a temporary folder and copies the
committed files into it; an ordinary user there makes the environment and runs some tests. Network, certificates and the
settings of a package index (UV_*, PIP_*, proxies) are those of this machine.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parent.parent
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_PACKAGES = "python3,make,git,ca-certificates"
_FORWARDED_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
# With its own /proc and /dev, which disappear when the command ends.
_CHROOT_SCRIPT = """
mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" &&
exec chroot --userspec="$1" "$0" /usr/bin/env -i "HOME=/tmp" "PATH=/usr/bin:/bin" "${@:3}" sh -c "cd /src && $2"
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", default="bookworm", help="Debian suite (default: bookworm, whose python3 is 3.11)")
    parser.add_argument("--root", type=Path, help="an existing bare root, instead of a new one")
    parser.add_argument("--user", default="nobody:nogroup", help="the user there (default: nobody:nogroup)")
    parser.add_argument("--tests", default="tests/models", help="the tests to run (default: tests/models)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="watchgraph-bare-", ignore_cleanup_errors=True) as folder:
        root = options.root or Path(folder) / "root"
        if options.root is None:
            subprocess.run(
                ["debootstrap", "--variant=minbase", f"--include={_PACKAGES}", options.suite, str(root)],
                check=True,
                stdout=subprocess.DEVNULL,
            )
        _copy_sources(root, options.user)
        for title, command in (
            ("environment", "make .venv/.ready"),
            ("tests", f"make test ARGS={options.tests}"),
        ):
            began = time.monotonic()
            code = _run_inside(root, options.user, command)
            print(f"{title}: {command}: exit code {code}, {(time.monotonic() - began) / 60:.1f} minutes", flush=True)
            if code:
                return 1
        print(f"uv {_measure_mb(root / 'src' / '.uv')}, .venv {_measure_mb(root / 'src' / '.venv')}")
    return 0


def _copy_sources(root: Path, user: str) -> None:
    """Copy the committed files, and this machine's certificates and name resolution."""
    source = root / "src"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=_REPOSITORY, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(source)], input=archive, check=True)
    subprocess.run(["chroot", str(root), "chown", "-R", user, "/src"], check=True)
    for path in (_CERTIFICATES, Path("/etc/resolv.conf"), Path("/etc/hosts")):
        if path.exists():
            shutil.copyfile(path, root / path.relative_to("/"))


def _run_inside(root: Path, user: str, command: str) -> int:
    settings = [f"{name}={os.environ[name]}" for name in _FORWARDED_VARIABLES if os.environ.get(name)]
    unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    return subprocess.run(
        [*unshare, "bash", "-c", _CHROOT_SCRIPT, str(root), user, command, *settings], check=False
    ).returncode


def _measure_mb(folder: Path) -> str:
    usage = subprocess.run(["du", "-sm", str(folder)], check=True, capture_output=True, text=True)
    return f"{usage.stdout.split()[0]} MB"


if __name__ == "__main__":
    sys.exit(main())
