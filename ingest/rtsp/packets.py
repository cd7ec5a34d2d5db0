"""Packets with times that grow, whatever the camera sends."""

import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import av
from av.container import InputContainer
from av.stream import Stream

# A stream that goes on so much later has a gap, or another clock.
_LEAP_SECONDS = 10.0
# A leap of the time stamps that took as long on this machine's clock is a gap in the footage.
_GAP_TOLERANCE_SECONDS = 2.0
# More pictures without any time are no stream.
_MOST_HELD = 100
_DEFAULT_STEP = Fraction(1, 25)
StreamPacket: TypeAlias = "av.Packet[Any]"


class StreamBroken(Exception):
    """What arrives cannot be recorded. The message says why."""


@dataclass(frozen=True, slots=True)
class TimedPacket:
    """A packet whose pts and dts are set and grow within its stream.

    leaps: its time stamp does not follow the one before. reported_at: when the camera says it was taken.
    """

    packet: StreamPacket
    arrived_at: float
    reported_at: float | None
    leaps: bool

    @property
    def position(self) -> float:
        assert self.packet.pts is not None
        assert self.packet.time_base is not None
        return float(self.packet.pts * self.packet.time_base)


class PacketReader:
    """Reads the packets of some streams of an open container; the first stream is the picture."""

    def __init__(self, container: InputContainer, streams: list[Stream]) -> None:
        self._container = container
        self._streams = streams
        self._repairs = {stream.index: _TimeRepair() for stream in streams}

    def __iter__(self) -> Iterator[TimedPacket]:
        """Raises StreamBroken and what PyAV raises."""
        held: list[tuple[StreamPacket, float]] = []
        picture = self._streams[0]
        for packet in self._container.demux(self._streams):
            if packet.size == 0:
                continue
            arrived_at = time.time()
            if packet.stream.index != picture.index:
                if not held and self._repairs[picture.index].last is not None:
                    yield from self._finish_sound(packet, arrived_at)
                continue
            if packet.pts is None and packet.dts is None and self._repairs[picture.index].last is None:
                # FFmpeg gives the first pictures no time: theirs follow from the next one's.
                held.append((packet, arrived_at))
                if len(held) > _MOST_HELD:
                    raise StreamBroken("its pictures have no time stamps")
                continue
            if held:
                _date_back([held_packet for held_packet, _ in held], packet)
            for one, at in (*held, (packet, arrived_at)):
                yield self._finish_picture(one, at)
            held = []

    def _finish_picture(self, packet: StreamPacket, arrived_at: float) -> TimedPacket:
        repair = self._repairs[packet.stream.index]
        leaps = repair.repair(packet, arrived_at, _step(packet))
        return TimedPacket(packet, arrived_at, _read_reported_time(packet), leaps)

    def _finish_sound(self, packet: StreamPacket, arrived_at: float) -> Iterator[TimedPacket]:
        """Sound goes with the picture; what does not fit is left out."""
        repair = self._repairs[packet.stream.index]
        repair.offset = self._repairs[self._streams[0].index].offset
        stamp = packet.dts if packet.dts is not None else packet.pts
        if stamp is None or packet.time_base is None:
            return
        position = float(stamp * packet.time_base) + repair.offset
        if repair.last is not None and position <= repair.last:
            return
        repair.last = position
        _set_time(packet, position, position)
        yield TimedPacket(packet, arrived_at, None, leaps=False)


@dataclass(slots=True)
class _TimeRepair:
    """Seconds. offset: what is added to the camera's time stamps, so that they go on after a leap."""

    offset: float = 0.0
    last: float | None = None
    arrived_at: float = 0.0

    def repair(self, packet: StreamPacket, arrived_at: float, step: float) -> bool:
        """Set the packet's times; whether they leap."""
        leaps = False
        stamp = packet.dts if packet.dts is not None else packet.pts
        time_base = packet.time_base or Fraction(1, 90_000)
        waited = max(arrived_at - self.arrived_at, step)
        if stamp is None:
            assert self.last is not None
            position = self.last + step
        else:
            position = float(stamp * time_base) + self.offset
        if self.last is not None:
            advance = position - self.last
            if advance > _LEAP_SECONDS and abs(advance - waited) <= _GAP_TOLERANCE_SECONDS:
                leaps = True
            elif advance > _LEAP_SECONDS or advance < -1:
                leaps = True
                self.offset += self.last + waited - position
                position = self.last + waited
            elif advance <= 0:
                position = self.last + float(time_base)
        presented = position
        if packet.pts is not None and packet.dts is not None:
            presented += max(0.0, float((packet.pts - packet.dts) * time_base))
        self.last, self.arrived_at = position, arrived_at
        _set_time(packet, position, presented)
        return leaps


def _set_time(packet: StreamPacket, decoded: float, presented: float) -> None:
    time_base = packet.time_base or Fraction(1, 90_000)
    packet.dts, packet.pts = round(decoded / time_base), round(presented / time_base)


def _step(packet: StreamPacket) -> float:
    if packet.duration and packet.time_base:
        return float(packet.duration * packet.time_base)
    rate = getattr(packet.stream, "average_rate", None)
    return float(1 / rate if rate else _DEFAULT_STEP)


def _date_back(packets: list[StreamPacket], following: StreamPacket) -> None:
    """Give packets without times those that lead to the following one's."""
    stamp = following.dts if following.dts is not None else following.pts
    assert stamp is not None
    time_base = following.time_base or Fraction(1, 90_000)
    step = round(_step(following) / time_base)
    for back, packet in enumerate(reversed(packets), 1):
        packet.dts = packet.pts = stamp - back * step


def _read_reported_time(packet: StreamPacket) -> float | None:
    """FFmpeg's AVProducerReferenceTime: microseconds since the epoch, from the camera's last sender report."""
    if not packet.has_sidedata("prft"):
        return None
    (microseconds,) = struct.unpack_from("=q", bytes(packet.get_sidedata("prft")))
    return float(microseconds) / 1e6
