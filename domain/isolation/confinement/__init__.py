"""Removes from a process all rights that decoding does not need, so that a decoder that is taken over gains nothing.

The parent calls `build_environment`; the child calls `enter_sandbox` first of all. docs/isolation.md lists the measures
by platform, `python -m domain.isolation.confinement` those of this machine.
"""

from domain.isolation.confinement.environment import build_environment
from domain.isolation.confinement.sandbox import Sandbox, enter_sandbox

__all__ = ["Sandbox", "build_environment", "enter_sandbox"]
