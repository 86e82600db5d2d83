"""The first page of a file, shown from memory while the file is vetted. No record is loaded for it."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from aip_desktop.domain.partnerships.partnership_lines import PartnershipGap, PartnershipLine, PartnershipList
from aip_desktop.store.first_page_cache import kept_sight


def sight_of(path: Path, when: date) -> PartnershipList | None:
    """Return what the first page of a file shows on a day; None unless it is certain."""
    try:
        seen = _read(kept_sight(path))
    except (ValueError, TypeError, KeyError):
        return None
    holds = seen.as_at <= when and (seen.until is None or when < seen.until)
    return replace(seen, as_at=when) if holds else None


def _read(plain: Any) -> PartnershipList:
    """Read what was kept. ValueError, TypeError or KeyError if it is not what the first page shows."""
    lines = tuple(PartnershipLine(**line) for line in plain["lines"])
    for line in lines:
        if not all(isinstance(getattr(line, one.name), one.type) for one in fields(line)):  # type: ignore[arg-type]
            raise TypeError(line)
    return PartnershipList(
        as_at=date.fromisoformat(plain["as_at"]),
        until=date.fromisoformat(plain["until"]) if plain["until"] else None,
        lines=lines,
        gaps=tuple(
            PartnershipGap(str(gap["id"]), str(gap["code"]), tuple(map(str, gap["missing"])))
            for gap in plain["gaps"]
        ),
        open_schools=int(plain["open_schools"]),
        in_none=int(plain["in_none"]),
    )
