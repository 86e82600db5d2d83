"""One command: the window, or one act without a window. Exit 0 done, 1 refused (the sentence), 2 wrong usage."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from aip_desktop.errors import Refusal


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if not words or (len(words) == 1 and _is_file(words[0])):
            return _window(Path(words[0]) if words else None)
        if len(words) == 2 and words[0] == "--database":
            return _window(None, words[1])
        from aip_desktop.commands.parser import parser  # here: the window does not need it

        options = parser().parse_args(words)
        options.command(options)
        sys.stdout.flush()
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads what is printed has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _is_file(word: str) -> bool:
    """Tell a file from a command, which is one plain word; a file has an ending or a folder, or is there."""
    path = Path(word)
    return not word.startswith("-") and (bool(path.suffix) or path.name != word or path.exists())


def _window(path: Path | None, database: str = "") -> int:
    from aip_desktop.ui.shell.startup import start_window

    return start_window(path, database=database)


def run() -> None:
    """Run the command ``aip-desktop``."""
    sys.exit(main())


if __name__ == "__main__":
    run()
