"""No key gets another meaning by accident: each stands for one act, or for the acts that are listed here one by one.

Read from the source, so only where one call names both the key and the words of the act.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

import aip_desktop.ui

KEYS = re.compile(r"(Ctrl|Alt)\+.+|F\d+")
SEVERAL = {  # every act of the keys that have more than one: the same in other words, or what its page is for
    "Alt+C": {"Clear ticks", "Correct the first day", "Edit"},
    "Alt+E": {"End", "End the membership"},
    "Alt+L": {"Add the links file", "Assign from list"},
    "Alt+Left": {"All partnerships", "The year before"},
    "Alt+X": {"Remove", "Take off the list"},
    "Ctrl+I": {"Issue for signature", "Issue report", "Italic"},
    "Ctrl+L": {"More changes", "Options and changes"},
    "Ctrl+P": {"Comparison", "Print", "Who has not signed"},
    "Ctrl+R": {"Remind", "Remind all"},
    "Ctrl+Return": {"Answer", "Record signature"},
    "Ctrl+Shift+P": {"Preview", "Preview report"},
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


def test_a_key_has_one_act_or_those_that_are_listed() -> None:
    found = _pairs()
    assert found["Ctrl+K"] == {"Decision calendar"}  # so the reading of the source finds what it should
    assert found["Ctrl+Shift+K"] == {"Rules and figures"}
    assert {key: words for key, words in found.items() if len(words) > 1} == SEVERAL
