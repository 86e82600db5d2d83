"""A share copy for one partnership."""

import getpass
from argparse import Namespace
from typing import Any

from aip_desktop.commands.opening import command, free, named_path, opened, passphrase


def add(commands: Any) -> None:
    """Add the command of this module."""
    words = "Write a copy to be read by one partnership, with nothing in it but its own"
    share = command(commands, "share", words, _share)
    share.add_argument("--partnership", metavar="CODE", required=True, help="the code of the partnership")
    share.add_argument("--to", type=named_path, required=True, metavar="COPY", help="where to write the copy")


def _share(options: Namespace) -> None:
    from aip_desktop.operations.share_copy import share_copy
    from aip_desktop.store.passphrase import chosen_passphrase

    words = passphrase(options)
    if words:
        chosen_passphrase(words)
    with opened(options.file, read=True, passphrase=words) as file:
        card = share_copy(file, options.partnership, free(options.to), getpass.getuser(), words)
    print(f"Wrote and checked {card.path}")
    for line in card.holds.lines():
        print(f"  {line}")
