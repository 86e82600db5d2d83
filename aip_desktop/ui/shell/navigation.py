"""What the main window asks of a file, and where it finds its tabs."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol


class HeldFile(Protocol):
    """What the window itself asks of an open file; the tabs ask for more."""

    @property
    def path(self) -> Path: ...
    @property
    def saved_at(self) -> datetime | None: ...
    @property
    def read_only(self) -> bool: ...
    @property
    def place(self) -> str: ...
    def count_as_seen(self) -> None: ...
    def close(self) -> None: ...


class TabPlace(NamedTuple):
    """Where a tab is found; its module is imported when the tab is first shown."""

    title: str
    icon: str
    module: str
    class_name: str


TABS = (
    TabPlace("Partnerships", "handshake", "aip_desktop.ui.partnerships.tab", "PartnershipsTab"),
    TabPlace("Agreements", "file-text", "aip_desktop.ui.agreements.tab", "AgreementsTab"),
    TabPlace("Budget", "wallet", "aip_desktop.ui.budget.tab", "BudgetTab"),
    TabPlace("Returns", "clipboard-list", "aip_desktop.ui.returns.tab", "ReturnsTab"),
)
