"""A seccomp filter (Linux): system calls that a decoder never makes fail with EPERM, in all threads.

It denies opening sockets, running programs, creating processes, and inspecting or signalling other processes. The
filter is a short classic BPF program (linux/filter.h, linux/seccomp.h), written without a library.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Mapping

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _JUMP_IF_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
# Offsets in struct seccomp_data: number of the call, architecture, first argument (low half).
_NUMBER_OFFSET, _ARCHITECTURE_OFFSET, _FIRST_ARGUMENT_OFFSET = 0, 4, 16
_CLONE_THREAD = 0x00010000
# Numbers of 32-bit calls on a 64-bit kernel start here (x86-64's x32).
_X32_CALLS = 0x40000000

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SOCKET_CALLS: Mapping[str, Mapping[str, int]] = {
    "x86_64": {"socket": 41, "connect": 42, "bind": 49},
    "aarch64": {"socket": 198, "connect": 203, "bind": 200},
}
_DENIED_CALLS: Mapping[str, Mapping[str, int]] = {
    "x86_64": {
        "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "ptrace": 101, "process_vm_readv": 310,
        "process_vm_writev": 311, "unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155,
        "chroot": 161, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "keyctl": 250, "add_key": 248,
        "request_key": 249, "open_by_handle_at": 304, "tkill": 200, "pidfd_send_signal": 424, "io_uring_setup": 425,
        "pidfd_getfd": 438,
    },
    "aarch64": {
        "execve": 221, "execveat": 281, "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271,
        "unshare": 97, "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "bpf": 280,
        "perf_event_open": 241, "userfaultfd": 282, "keyctl": 219, "add_key": 217, "request_key": 218,
        "open_by_handle_at": 265, "tkill": 130, "pidfd_send_signal": 424, "io_uring_setup": 425, "pidfd_getfd": 438,
    },
}  # fmt: skip
# Allowed only with this process's own id, or 0, as the first argument.
_SELF_ONLY_CALLS: Mapping[str, Mapping[str, int]] = {
    "x86_64": {"kill": 62, "tgkill": 234, "prlimit64": 302},
    "aarch64": {"kill": 129, "tgkill": 131, "prlimit64": 261},
}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install_filter(libc: ctypes.CDLL, *, sockets: bool) -> bool:
    """Install the filter; no_new_privs has to be set. sockets: whether they are allowed. False where unsupported."""
    machine = os.uname().machine
    if machine not in _ARCHITECTURES:
        return False
    code = build_filter(machine, os.getpid(), sockets=sockets)
    filter_ = _FilterProgram(len(code) // 8, code)
    done: int = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_), 0, 0)
    return done == 0


def build_filter(machine: str, pid: int, *, sockets: bool) -> bytes:
    """The instructions of the filter, eight bytes each."""
    refused = _ERRNO | errno.EPERM
    code = [
        _instruction(_LOAD, _ARCHITECTURE_OFFSET),
        _instruction(_JUMP_IF_EQUAL, _ARCHITECTURES[machine], 1, 0),
        _instruction(_RETURN, refused),
    ]
    code.append(_instruction(_LOAD, _NUMBER_OFFSET))
    if machine == "x86_64":
        code += [_instruction(_JUMP_IF_AT_LEAST, _X32_CALLS, 0, 1), _instruction(_RETURN, refused)]
    numbers = [*_DENIED_CALLS[machine].values(), *(() if sockets else _SOCKET_CALLS[machine].values())]
    for number in numbers:
        code += [_instruction(_JUMP_IF_EQUAL, number, 0, 1), _instruction(_RETURN, refused)]
    # clone3 takes its arguments in memory, which a filter cannot read; after ENOSYS, libc creates threads by clone.
    code += [_instruction(_JUMP_IF_EQUAL, _CLONE3, 0, 1), _instruction(_RETURN, _ERRNO | errno.ENOSYS)]
    code += [_instruction(_JUMP_IF_EQUAL, _CLONE[machine], 0, 4), _instruction(_LOAD, _FIRST_ARGUMENT_OFFSET)]
    code += [
        _instruction(_JUMP_IF_SET, _CLONE_THREAD, 0, 1),
        _instruction(_RETURN, _ALLOW),
        _instruction(_RETURN, refused),
    ]
    for name, number in _SELF_ONLY_CALLS[machine].items():
        itself = 0 if name == "prlimit64" else pid
        code += [_instruction(_JUMP_IF_EQUAL, number, 0, 4), _instruction(_LOAD, _FIRST_ARGUMENT_OFFSET)]
        code += [
            _instruction(_JUMP_IF_EQUAL, itself, 0, 1),
            _instruction(_RETURN, _ALLOW),
            _instruction(_RETURN, refused),
        ]
    code.append(_instruction(_RETURN, _ALLOW))
    return b"".join(code)


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
