"""A mistake that carries the sentence the officer reads."""

import os
from pathlib import Path

READ_ONLY = "This file is open for reading only. Open it on its own to change it"


class Refusal(Exception):
    """The program will not do what was asked; ``sentence`` says why and how to put it right.

    ``field`` names the field the sentence belongs to, where there is one, so that the window can show
    it there instead of in the banner.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class PassphraseNeeded(Refusal):
    """A file cannot be read without its passphrase: none was given, or not the right one."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "passphrase")


def unreadable(path: Path, error: OSError) -> Refusal:
    """Return a file whose bytes the system does not give."""
    if os.path.isdir(path):  # noqa: PTH112 - which never fails itself
        return Refusal(f"{path.name} is a folder. Choose a file in it")
    return Refusal(f"{path.name} cannot be read: {error.strerror}. Copy it to this laptop first")
