"""What it costs to try a passphrase: the tests of all else make it cheap."""

from pathlib import Path

from aip_desktop.store.at_rest import Key
from aip_desktop.store.exchange_file import HEADER, _Header, seal
from aip_desktop.store.passphrase import COST

WORDS = "four plain short words"


def test_what_has_a_passphrase_is_made_at_the_full_cost() -> None:
    assert COST >= 17  # OWASP: 2 to so many rounds of scrypt
    whole = b"".join(seal(b"plain", WORDS))
    assert _Header.read(Path("x"), whole[:HEADER]).cost == COST
    assert Key.made(WORDS).salt[4] == COST
