"""What the check of sentences catches, and what it marks: `python -m evals.ask.sentences [--seed N] [--held-out]`."""

import argparse

from evals.ask.sentences.measure import measure
from evals.ask.sentences.wording import HELD_OUT, WORDINGS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="draws the events and what is swapped")
    parser.add_argument("--false", type=int, default=200, help="at least so many false sentences")
    parser.add_argument("--held-out", action="store_true", help="in wordings that the check was not improved with")
    options = parser.parse_args()
    figures = measure(options.seed, options.false, HELD_OUT if options.held_out else WORDINGS)
    for case in figures.slips:
        print(f"{'marked, but true' if case.kind == 'true' else f'passed, but false ({case.kind})'}: {case.text}")
    print(f"false sentences caught: {figures.caught} of {figures.false} ({figures.share_caught:.1%})")
    print(f"true sentences marked: {figures.marked} of {figures.true} ({figures.share_marked:.1%})")


if __name__ == "__main__":
    main()
