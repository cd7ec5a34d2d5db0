"""`python -m evals.zoo`: the timing errors of every reader of footage on 80 kinds of files.

Each frame shows its own number, so that the true second of a frame is known. `--only NAME` measures the files whose
names contain NAME; `--faults` lists every fault instead of the first.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.footage.catalogue import ZOO
from tests.footage.make import write_specimen
from tests.footage.measure import ReaderResult, measure_readers


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.zoo", description=__doc__)
    parser.add_argument("--only", default="", help="part of the files' names")
    parser.add_argument("--faults", action="store_true", help="list every fault")
    chosen = parser.parse_args(arguments)
    wrong = 0
    print("| file | probe | analysis | stills | copied clips | exact clips |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for specimen in ZOO:
            if chosen.only not in specimen.name:
                continue
            readings = measure_readers(specimen, write_specimen(specimen, Path(folder)), Path(folder))
            wrong += any(reading.faults for reading in readings)
            print(
                f"| {specimen.name} | " + " | ".join(_format_cell(reading) for reading in readings) + " |", flush=True
            )
            for reading in readings if chosen.faults else ():
                for fault in reading.faults:
                    print(f"      {reading.reader}: {fault}")
    print(f"\nWrong: {wrong} of {sum(chosen.only in specimen.name for specimen in ZOO)} files.")
    return 1 if wrong else 0


def _format_cell(reading: ReaderResult) -> str:
    return f"{reading.worst * 1000:.0f} ms" if not reading.faults else f"**{reading.faults[0]}**"


if __name__ == "__main__":
    sys.exit(main())
