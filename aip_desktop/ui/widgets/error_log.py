"""The last net: a mistake of ours is written to the log and said in a banner; the window stays alive."""

import sys
from collections.abc import Callable
from types import TracebackType

from aip_desktop import paths
from aip_desktop.errors import Refusal
from aip_desktop.ui.theme.palette import Tone

SENTENCE = (
    "Something went wrong in the program. What you had entered before is saved. "
    "What happened is in the log (Help > Where the log is)."
)
Say = Callable[[str, Tone], object]


def install(say: Say) -> None:
    """Log and say, from now on, whatever nobody caught, instead of ending the program."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        elif isinstance(error, Refusal):
            say(error.sentence, "bad")
        else:
            import logging  # 10 ms, which the first paint can do without

            write_log()
            logging.getLogger("aip_desktop").error("Not caught", exc_info=(kind, error, trace))
            say(SENTENCE, "bad")

    sys.excepthook = caught


def write_log() -> None:
    """Send warnings and errors to the log file, which is made when there is something to write."""
    import logging
    from logging.handlers import RotatingFileHandler

    logger = logging.getLogger("aip_desktop")
    if not any(isinstance(one, RotatingFileHandler) for one in logger.handlers):
        try:
            paths.log_file().touch(0o600)
        except OSError:  # no folder of our own can be made: there is no log then
            return
        handler = RotatingFileHandler(
            paths.log_file(), maxBytes=500_000, backupCount=2, encoding="utf-8", delay=True
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        paths.keep_private(paths.log_file())
        logger.addHandler(handler)


def forget_log() -> None:
    """Close the log file, so that another place can be used."""
    import logging
    from logging.handlers import RotatingFileHandler

    logger = logging.getLogger("aip_desktop")
    for handler in [one for one in logger.handlers if isinstance(one, RotatingFileHandler)]:
        logger.removeHandler(handler)
        handler.close()
