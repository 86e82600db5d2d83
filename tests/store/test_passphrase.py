"""What it costs to try a passphrase: the tests of all else make it cheap."""

from pathlib import Path

import pytest

from aip_desktop.errors import Refusal
from aip_desktop.store.at_rest import Key
from aip_desktop.store.exchange_file import HEADER, _Header, seal
from aip_desktop.store.passphrase import COST, chosen_passphrase

WORDS = "four plain short words"


def test_what_has_a_passphrase_is_made_at_the_full_cost() -> None:
    assert COST >= 17  # OWASP: 2 to so many rounds of scrypt
    whole = b"".join(seal(b"plain", WORDS))
    assert _Header.read(Path("x"), whole[:HEADER]).cost == COST
    assert Key.made(WORDS).salt[4] == COST


@pytest.mark.parametrize(
    "typed",
    ["password", "Password1", "P@ssw0rd2026!", "12345678", "87654321", "qwertyuiop", "Qwertz uiop", "aaaaaaaa",
     "abababab",
     "abcdefgh", "Summer 2026!", "31121999", "letmein123", "1qaz2wsx", "leedsleeds", "Council 2026", "Pass Phrase",
     "pass-word-1", "……………………", "Area Inclusion Partnership"],
)  # fmt: skip
def test_the_obvious_is_refused_when_it_is_set(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        chosen_passphrase(typed)
    assert refused.value.field == "passphrase"


@pytest.mark.parametrize(
    "typed",
    [
        WORDS,
        "quite other words",
        "correct horse",
        "Zebra-Lamp 47",
        "grüne Wiese",
        "пароль для файла",
        "東京都庁舎前駅長室",
    ],
)
def test_a_few_words_are_taken(typed: str) -> None:
    assert chosen_passphrase(typed) == typed
