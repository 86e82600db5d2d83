"""What the menus of the window, and the pages in it, ask for; whoever can do it answers."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow


class Requests(QMainWindow):
    """The signals of the main window."""

    new_requested = Signal()
    open_requested = Signal(object)  # a path, or None: ask which
    sample_requested = Signal()
    export_requested = Signal()
    export_sealed_requested = Signal()
    share_requested = Signal()
    import_schools_requested = Signal()
    import_copy_requested = Signal()
    council_requested = Signal()
    place_requested = Signal(object)  # a ``Place`` where something is put right
    officer_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    history_requested = Signal()
    as_at_requested = Signal()
    record_history_requested = Signal()
    merge_requested = Signal(object)  # a path, or None: ask which
    disagreements_requested = Signal()
    backups_requested = Signal()
    open_backup_requested = Signal()
    passphrase_requested = Signal()
    team_requested = Signal()
    team_start_requested = Signal()
    file_changed = Signal()  # after attach and detach
