"""The tables are those that files of this form have, to the letter: nothing changes them by the way."""

import json

from aip_desktop.paths import resources
from aip_desktop.store.schema import SCHEMA_VERSION, schema_of


def test_the_records_make_the_tables_that_are_kept_for_their_form() -> None:
    """A column moved, renamed or retyped? Then the form goes up by one: a file has the order of the class."""
    kept = json.loads((resources() / "forms" / f"{SCHEMA_VERSION}.json").read_text("utf-8"))
    assert schema_of(SCHEMA_VERSION) == kept
