"""The command line of `python -m worker`."""

import argparse

from domain.commands import keeping_arguments as keeping
from domain.commands import token_arguments as token_command


def parse_command_line() -> argparse.Namespace:
    """The parsed arguments; a wrong command line ends the process with status 2."""
    parser = argparse.ArgumentParser(prog="python -m worker", description="Run jobs until told to stop.")
    commands = parser.add_subparsers(dest="command", title="instead")
    reembed = commands.add_parser(
        "reembed",
        help="embed events that have no vector of the configured model, then end",
        description="Embed every event that has no vector of AWS_BEDROCK_EMBEDDING_MODEL_ID and _DIMENSIONS yet. "
        "Search goes on meanwhile. It may be stopped and started again at any time, and run several times at once.",
    )
    reembed.add_argument(
        "--drop-old", action="store_true", help="afterwards remove the vectors of other models and dimensions"
    )
    letters = commands.add_parser(
        "dead-letters",
        help="show what was given up and why, or try it again, then end",
        description="Without options: list the jobs whose tries are used up and the messages that could not be read.",
    )
    letters.add_argument("--redrive", metavar="ID", nargs="+", default=[], help="try these again")
    letters.add_argument("--redrive-all", action="store_true", help="try all again")
    letters.add_argument("--discard", metavar="ID", nargs="+", default=[], help="remove messages that cannot be read")
    commands.add_parser(
        "move-keys",
        help="bring over objects whose keys begin with an organization's name as it is, then end",
        description="Once, after the update that writes organizations' names in keys so that none is a path. It may be "
        "stopped and started again at any time; the product works meanwhile.",
    )
    commands.add_parser(
        "check-models",
        help="ask each model once and say what is wrong, then end",
        description="One real call for each purpose, as the product makes it. On AWS they cost about two cents.",
    )
    inbox = commands.add_parser(
        "inbox",
        help="import objects of the inbox that nobody told of, then end",
        description="For a bucket without notifications, and for notifications that got lost. It may be stopped and "
        "started again at any time; what was imported before is not imported again.",
    )
    inbox.add_subparsers(dest="act", required=True).add_parser("scan", help="look through the inbox once")
    keeping.add_parsers(commands)
    token_command.add_parser(commands)
    arguments = parser.parse_args()
    token_command.check_arguments(parser, arguments)
    return arguments
