"""Take away from a process what decoding footage does not need, so that a decoder that is taken over gains nothing.

`environment` is made by the parent; `confine` is called by the child, first of all. docs/isolation.md says what holds
on which platform, and `python -m domain.isolation.confinement` what holds on this machine.
"""

from domain.isolation.confinement.environment import build_environment
from domain.isolation.confinement.sandbox import Sandbox, enter_sandbox

__all__ = ["Sandbox", "build_environment", "enter_sandbox"]
