"""The style rules: how the parts of Qt that we use are drawn, for one set of colours and one text size."""

from collections.abc import Callable

from aip_desktop.ui.theme.palette import Colours


def rules(c: Colours, px: Callable[[float], int], point: float) -> str:
    """Return the style sheet; ``px`` scales a length with the text, ``point`` is the size of ordinary text."""
    return "\n".join((_text(c, px, point), _controls(c, px), _buttons(c, px), _window(c, px), _frames(c, px)))


def _text(c: Colours, px: Callable[[float], int], point: float) -> str:
    return f"""
    QLabel {{ background: transparent; }}
    QLabel[look="title"] {{ font-size: {point * 1.75:.2f}pt; font-weight: 600; }}
    QLabel[look="section"] {{ font-size: {point * 1.15:.2f}pt; font-weight: 600; }}
    QLabel[look="figure"] {{ font-size: {point * 1.85:.2f}pt; font-weight: 600; }}
    QLabel[look="label"] {{ font-weight: 500; }}
    QLabel[look="strong"] {{ font-weight: 600; }}
    QLabel[look="muted"], QLabel[look="hint"] {{ color: {c.muted}; }}
    QLabel[look="error"] {{ color: {c.tones["bad"][1]}; font-weight: 500; }}
    QToolTip {{ background: {c.card}; color: {c.text}; border: 1px solid {c.control}; padding: {px(5)}px; }}
    """


def _controls(c: Colours, px: Callable[[float], int]) -> str:
    pad, side = px(6), px(10)
    kinds = "QLineEdit", "QComboBox", "QPlainTextEdit", "QTextEdit"

    def each(state: str) -> str:
        return ", ".join(kind + state for kind in kinds)

    return f"""
    {each("")} {{ background: {c.card}; border: 1px solid {c.control}; border-radius: {px(6)}px;
        padding: {pad}px {side}px;
        selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    {each(":focus")} {{ border: 2px solid {c.accent}; padding: {pad - 1}px {side - 1}px; }}
    {each('[wrong="true"]')} {{ border: 2px solid {c.tones["bad"][1]}; padding: {pad - 1}px {side - 1}px; }}
    {each(":disabled")} {{ background: {c.ground}; color: {c.muted}; border-color: {c.border}; }}
    QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"], QTextEdit[readOnly="true"] {{ background: {c.ground};
        border-color: {c.border}; }}
    QLineEdit, QComboBox {{ min-height: {px(20)}px; }}
    QPlainTextEdit, QTextEdit {{ padding: {px(4)}px {px(6)}px; }}
    QPlainTextEdit:focus, QTextEdit:focus {{ padding: {px(4) - 1}px {px(6) - 1}px; }}
    QComboBox {{ padding-right: {px(30)}px; combobox-popup: 0; }}
    QComboBox:focus {{ padding-right: {px(30) - 1}px; }}
    QComboBox::drop-down {{ border: 0; width: 0; }}
    QComboBox QAbstractItemView {{ background: {c.card}; border: 1px solid {c.control};
        selection-background-color: {c.soft}; selection-color: {c.text}; padding: 0; outline: 0; }}
    QComboBox QAbstractItemView::item {{ min-height: {px(30)}px; padding: 0 {px(6)}px; }}
    """


def _buttons(c: Colours, px: Callable[[float], int]) -> str:
    pad, side = px(6), px(14)
    return f"""
    QPushButton {{ background: {c.card}; border: 1px solid {c.control}; border-radius: {px(6)}px;
        padding: {pad}px {side}px; min-height: {px(20)}px; font-weight: 500; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:pressed {{ background: {c.soft}; }}
    QPushButton:focus {{ border: 2px solid {c.accent}; padding: {pad - 1}px {side - 1}px; }}
    QPushButton:disabled {{ color: {c.muted}; border-color: {c.border}; background: {c.ground}; }}
    QPushButton[look="primary"] {{ background: {c.fill}; color: {c.on_fill};
        border: 1px solid {c.fill}; font-weight: 600; }}
    QPushButton[look="primary"]:hover, QPushButton[look="primary"]:pressed {{ background: {c.pressed};
        border-color: {c.pressed}; }}
    QPushButton[look="primary"]:focus {{ border: 2px solid {c.text}; }}
    QPushButton[look="primary"]:disabled {{ background: {c.border}; color: {c.muted};
        border-color: {c.border}; }}
    QPushButton[look="quiet"] {{ background: transparent; border: 1px solid transparent;
        padding: {pad}px {px(8)}px; }}
    QPushButton[look="quiet"]:hover {{ background: {c.hover}; }}
    QPushButton[look="quiet"]:focus {{ border: 2px solid {c.accent}; padding: {pad - 1}px {px(8) - 1}px; }}
    QPushButton[look="tile"] {{ text-align: left; padding: {px(14)}px {px(16)}px;
        border-radius: {px(10)}px; border-color: {c.border}; font-weight: 600; }}
    QPushButton[look="tile"]:focus {{ border-color: {c.accent}; }}
    """


def _window(c: Colours, px: Callable[[float], int]) -> str:
    return f"""
    QTabWidget::pane {{ border: 0; border-top: 1px solid {c.border}; }}
    QTabBar {{ background: {c.card}; }}
    QTabBar::tab {{ background: {c.card}; color: {c.muted}; border: 0; min-height: {px(20)}px;
        padding: {px(11)}px {px(18)}px {px(9)}px {px(14)}px; border-bottom: {px(2)}px solid transparent; }}
    QTabBar::tab:first {{ margin-left: {px(10)}px; }}
    QTabBar::tab:selected {{ color: {c.text}; border-bottom: {px(2)}px solid {c.accent}; }}
    QTabBar::tab:hover:!selected {{ color: {c.text}; background: {c.hover}; }}
    QTabBar::tab:focus {{ background: {c.soft}; }}
    QMenuBar {{ background: {c.card}; border-bottom: 1px solid {c.border}; padding: {px(2)}px {px(9)}px; }}
    QMenuBar::item {{ background: transparent; color: {c.muted}; padding: {px(4)}px {px(9)}px;
        border-radius: {px(5)}px; }}
    QMenuBar::item:selected {{ background: {c.soft}; color: {c.text}; }}
    QMenu {{ background: {c.card}; border: 1px solid {c.control}; padding: {px(5)}px; }}
    QMenu::item {{ padding: {px(6)}px {px(28)}px {px(6)}px {px(26)}px; border-radius: {px(4)}px; }}
    QMenu::item:selected {{ background: {c.soft}; color: {c.text}; }}
    QMenu::item:disabled {{ color: {c.muted}; background: transparent; }}
    QMenu::separator {{ height: 1px; background: {c.border}; margin: {px(5)}px {px(8)}px; }}
    QStatusBar {{ color: {c.muted}; background: {c.ground}; }}
    QStatusBar::item {{ border: 0; }}
    """


def _frames(c: Colours, px: Callable[[float], int]) -> str:
    tones = "\n".join(
        f'QLabel[tone="{tone}"] {{ background: {ground}; color: {ink}; font-weight: 500;'
        f" border-radius: {px(9)}px; padding: {px(2)}px {px(10)}px; }}\n"
        f'QFrame[banner="{tone}"] {{ background: {ground}; border: 1px solid {ink};'
        f" border-radius: {px(8)}px; }}\n"
        f'QFrame[banner="{tone}"] QLabel {{ color: {ink}; }}'
        for tone, (ground, ink) in c.tones.items()
    )
    grip = f"background: {c.control}; border-radius: {px(4)}px;"
    return f"""
    {tones}
    QFrame[look="card"] {{ background: {c.card}; border: 1px solid {c.border}; border-radius: {px(10)}px; }}
    QFrame[look="line"] {{ background: {c.border}; border: 0; max-height: 1px; min-height: 1px; }}
    QDialog {{ background: {c.card}; }}
    QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
    QScrollArea, QScrollArea > QWidget > QWidget[look="inside"] {{ background: transparent; border: 0; }}
    QTableView {{ background: transparent; border: 0; outline: 0; }}
    QHeaderView {{ background: transparent; border: 0; }}
    QFileDialog QHeaderView {{ background: {c.card}; }}
    QFileDialog QHeaderView::section {{ background: {c.card}; color: {c.text}; border: 0;
        padding: {px(4)}px {px(6)}px; }}
    QScrollBar {{ background: transparent; margin: {px(2)}px; border: 0; }}
    QScrollBar:vertical {{ width: {px(12)}px; }}
    QScrollBar:horizontal {{ height: {px(12)}px; }}
    QScrollBar::handle:vertical {{ {grip} min-height: {px(32)}px; }}
    QScrollBar::handle:horizontal {{ {grip} min-width: {px(32)}px; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: none; border: 0; width: 0; height: 0; }}
    QProgressBar {{ background: {c.border}; border: 0; border-radius: {px(4)}px; max-height: {px(8)}px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: {px(4)}px; }}
    """
