"""A door of the product that imports at once and opens when it is told: `python -m devstack.processes.preloaded app`.

Its settings come as JSON on standard input, and are its environment from then on. Where that ends without any, because
the stack could not be started, so does the program.
"""

import importlib
import json
import os
import sys


def main() -> None:
    """Run the module named on the command line as `python -m` would, once the settings are there."""
    module = importlib.import_module(sys.argv[1])
    told = sys.stdin.buffer.read()
    if not told:
        sys.exit("the stack was not started")
    os.environ.update(json.loads(told))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.argv = [str(module.__file__)]
    module.main()


if __name__ == "__main__":
    main()
