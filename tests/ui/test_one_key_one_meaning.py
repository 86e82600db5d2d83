"""A key means one thing in the whole window: what an officer learned on one page is not something else on another."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import aip_desktop.ui

KEYS = re.compile(r"(Ctrl|Alt)\+.+|F\d+")
SAME = {  # one meaning in other words, or the one thing that a page is for
    "Ctrl+P": "prints",
    "Ctrl+Shift+P": "previews",
    "Ctrl+S": "saves",
    "Ctrl+O": "opens a file",
    "Ctrl+R": "reminds, and in Returns records one",
    "Ctrl+Shift+A": "adds what the page is a list of",
    "Ctrl+Shift+N": "begins a new year or a new text",
    "Ctrl+Shift+S": "saves what is shown as a table",
    "Ctrl+Return": "does what is filled in",
    "Ctrl+I": "issues; in a text under work it is italic, as everywhere",
    "Ctrl+Shift+T": "of a signature",
    "Ctrl+Shift+C": "copies the table; in a consultation a comment",
    "Alt+Left": "goes back",
    "Alt+N": "does the first act of the view",
    "Alt+P": "puts schools in",
    "Alt+I": "imports the register",
    "Alt+L": "takes in a list",
    "Alt+C": "corrects; in the list of schools it clears the ticks",
    "Alt+E": "ends",
    "Alt+X": "takes away",
    "Ctrl+L": "changes agreements",
    "Ctrl+T": "ticks all; in Returns the terms",
}


def _pairs() -> dict[str, set[str]]:
    """Key -> the words of the acts that have it, read from every call that names both."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in Path(aip_desktop.ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            said = [
                it.value for it in node.args if isinstance(it, ast.Constant) and isinstance(it.value, str)
            ]
            inner = [
                it.args[0].value
                for it in node.args
                if isinstance(it, ast.Call)
                and it.args
                and isinstance(it.args[0], ast.Constant)
                and isinstance(it.args[0].value, str)
            ]
            keys = [it for it in said if KEYS.fullmatch(it)]
            words = [
                it for it in (*said, *inner) if not KEYS.fullmatch(it) and (" " in it or it[:1].isupper())
            ]
            if len(keys) == 1 and words:
                found[keys[0]].add(words[0].replace("&", "").rstrip("…"))
    return found


def test_a_key_has_one_meaning() -> None:
    found = _pairs()
    assert found["Ctrl+K"] == {"Decision calendar"}  # so the reading of the source finds what it should
    assert found["Ctrl+Shift+K"] == {"Rules and figures"}
    more = {key: words for key, words in found.items() if len(words) > 1 and key not in SAME}
    assert not more
