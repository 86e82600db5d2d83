"""The shipped sample as a file: made by the same acts an officer uses, and the same every time."""

from collections.abc import Callable
from pathlib import Path
from zlib import crc32

from aip_desktop import __version__
from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.models.ids import repeatable
from aip_desktop.sample.build import FIRST_OFFICER, FIRST_WORDS, begin_sample, tell_story
from aip_desktop.sample.diary import SEED, STARTED_MS, WRITER
from aip_desktop.store.file import create_file
from aip_desktop.store.last_seen import forget


def make_sample(path: Path, step: Callable[[int, int], None] | None = None) -> Path:
    """Make the sample; its path. Refusal if something is there already. ``step(done, of)`` follows the work.

    If it cannot be finished, or ``step`` raises, nothing is left.
    """
    of_this_version = crc32(__version__.encode())  # a sample of another version is no copy of this one
    with repeatable(SEED + of_this_version, STARTED_MS) as move:
        file = create_file(path, FIRST_OFFICER, FIRST_WORDS, begin_sample, writer=WRITER)
        forget(file.lineage)  # what was seen of an earlier one, which was made in the same way
        try:
            tell_story(file, move, agreement_pdf, step)
        except BaseException:
            file.close()
            file.path.unlink(missing_ok=True)
            raise
        file.close()
    return file.path
