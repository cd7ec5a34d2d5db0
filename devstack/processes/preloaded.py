"""Imports a program of the product at once, and runs it when its settings come.

The command is `python -m devstack.processes.preloaded MODULE`. The settings are JSON on standard input and become the
environment. If standard input ends without them, because the stack could not start, the program exits.
"""

import importlib
import json
import os
import sys


def main() -> None:
    """Run the module that the command line names, as `python -m` would, once the settings have come."""
    module = importlib.import_module(sys.argv[1])
    settings = sys.stdin.buffer.read()
    if not settings:
        sys.exit("the stack was not started")
    os.environ.update(json.loads(settings))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sys.argv = [str(module.__file__)]
    module.main()


if __name__ == "__main__":
    main()
