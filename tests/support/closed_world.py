"""Run a program without a network, and record which addresses it tried to reach. Linux only.

`python -m tests.support.closed_world RECORD PROGRAM…` creates a network namespace that has only loopback, and routes
every IPv4 address there. It writes each destination of a packet outside of 127.0.0.0/8 into the file RECORD.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

_NEWNET, _NEWUSER = 0x40000000, 0x10000000
_EVERY_PROTOCOL = 3
_INTERFACE_UP = 0x1


def enter_namespace() -> bool:
    """Move this process into a new namespace; False if this user may not create one."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        return bool(libc.unshare(_NEWNET) == 0)
    if libc.unshare(_NEWUSER | _NEWNET) != 0:
        return False
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path(f"/proc/self/{name}").write_text(line)
    return True


def route_all_to_loopback() -> None:
    """Bring loopback up, and add a local route for every IPv4 address (rtnetlink(7))."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", _INTERFACE_UP))
    # RTM_NEWROUTE, request and create and acknowledge; table local, of the kernel, scope host, type local.
    route = struct.pack("=BBBBBBBBI", socket.AF_INET, 0, 0, 0, 255, 2, 254, 2, 0)
    device = struct.pack("=HHi", 8, 4, socket.if_nametoindex("lo"))
    message = struct.pack("=IHHII", 16 + len(route) + len(device), 24, 0x405, 1, 0) + route + device
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as kernel:
        kernel.send(message)
        (problem,) = struct.unpack_from("=i", kernel.recv(4096), 16)
    if problem:
        raise OSError(-problem, os.strerror(-problem))


def record_destinations(packets: socket.socket, into: set[str]) -> None:
    with contextlib.suppress(OSError):
        while True:
            packet = packets.recv(65535)
            header = packet[14:] if packet[12:14] == b"\x08\x00" else b""
            if len(header) >= 24 and header[16] != 127:
                port = struct.unpack_from("!H", header, (header[0] & 15) * 4 + 2)[0]
                into.add(f"{socket.inet_ntoa(header[16:20])}:{port}")


def main() -> int:
    record, *command = sys.argv[1:]
    if not enter_namespace():
        return 77
    route_all_to_loopback()
    # Ctrl-C reaches the whole process group; only the program should act on it.
    signal.signal(signal.SIGINT, lambda *_: None)
    destinations: set[str] = set()
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_EVERY_PROTOCOL)) as packets:
        threading.Thread(target=record_destinations, args=(packets, destinations), daemon=True).start()
        code = subprocess.run(command, check=False).returncode
    Path(record).write_text("\n".join(sorted(destinations)))
    return code


if __name__ == "__main__":
    sys.exit(main())
