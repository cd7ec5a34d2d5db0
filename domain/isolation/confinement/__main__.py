"""`python -m domain.isolation.confinement`: print the measures that work on this machine. See docs/isolation.md."""

import sys

from domain.isolation.confinement.sandbox import Sandbox, enter_sandbox

if __name__ == "__main__":
    sys.stdout.write(", ".join(enter_sandbox(Sandbox())) + "\n")
