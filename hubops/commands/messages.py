"""``messages``: what was told to whom, and what did not get there."""

import argparse

from hubops.answers.telling import language_of, print_json, tell_done
from hubops.commands.arguments import Commands, badge_named
from hubops.commands.opening import open_hub


def register(commands: Commands) -> None:
    """Add the command to the parser."""
    listed = commands.add("messages", messages, json=True, needs={"retry": "key", "settled": "key"})
    listed.add_argument("action", nargs="?", choices=["retry", "settled"])
    listed.add_argument("key", nargs="?", default="", metavar="KEY")
    listed.add_argument("--how", default="", metavar="TEXT")
    listed.add_argument("--badge", type=badge_named, default="", metavar="BADGE")
    listed.add_argument("--undelivered", action="store_true")


def messages(options: argparse.Namespace) -> int:
    """List the messages to kitchens, producers and systems; send one again (retry), count it as told (settled)."""
    from hubops.answers import messages as answers

    hub = open_hub(options)
    if options.action:
        done = answers.done(hub, options.action, options.key, options.how, options.badge)
        tell_done(done, language_of(), as_json=options.json)
    elif options.json:
        print_json(answers.listed(hub, options.undelivered))
    else:
        print("\n".join(answers.told(hub, options.undelivered, language_of())))
    return 0
