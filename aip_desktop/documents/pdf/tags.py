"""A canvas that knows what it draws: marked content, the structure tree, links, bookmarks and signature fields.

ReportLab has no tagging. Here every piece of content is drawn either as the content of an element of the
structure tree (``content``) or as an artifact (``artifact``): page furniture that is not read aloud.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import quote

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfdoc import PDFName, xObjectName
from reportlab.pdfgen.canvas import Canvas

from aip_desktop.documents.layout.fonts import REGULAR, Face, face
from aip_desktop.documents.pdf.archive import ArchiveDocument, Verbatim, plain, quoted, stream

ESCAPED = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)"})
Rectangle = tuple[float, float, float, float]  # left, bottom, right, top, in points from the foot of the page


@contextmanager
def uncollected() -> Iterator[None]:
    """Return while it lasts, Python does not look for garbage: a document makes much that lives until its end."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of content on a page."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link or field on a page, by the name of its object."""

    page: int
    name: str


class Element:
    """An element of the structure tree; its children stand in reading order.

    ``attributes`` is PDF syntax for its dictionary, such as ``/A<</O/Table/Scope/Row>>``.
    """

    __slots__ = ("attributes", "children", "number", "parent", "tag")

    def __init__(self, tag: str, parent: "Element | None" = None, attributes: str = "") -> None:
        self.tag, self.parent, self.attributes, self.number = tag, parent, attributes, 0
        self.children: list[Element | Marked | Annotation] = []

    def add(self, tag: str, attributes: str = "") -> "Element":
        child = Element(tag, self, attributes)
        self.children.append(child)
        return child

    def walk(self) -> list["Element"]:
        """Return this element and all within it, in reading order."""
        elements, waiting = [], [self]
        while waiting:
            element = waiting.pop()
            elements.append(element)
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))
        return elements


class TaggedCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """ReportLab's canvas for a tagged A4 document; draw a page, ``showPage``, and take the bytes at the end."""

    def __init__(self, title: str, author: str, dated: date) -> None:
        face(REGULAR)
        self._file = BytesIO()
        super().__init__(self._file, pagesize=A4, pageCompression=0, initialFontName=REGULAR)
        self._doc = ArchiveDocument(title, author, dated)
        self.root = Element("Document")
        self._owners: list[Element | list[Element]] = []  # by StructParent: an annotation's element, a page's
        self._contents: list[Element] = []  # of this page, by marked content number
        self._fields: list[str] = []
        self._texts: dict[tuple[Face, float, str], str] = {}  # operators of what was shown before
        self._plain: dict[Face, str] = {}  # fonts in use, by the name of their first subset
        self._empty: dict[tuple[float, float], int] = {}  # width and height -> the empty look of a field
        self._pages: dict[int, str] = {}  # number of a page -> reference to it
        self._furniture = False
        self._bookmarks = 0

    # --- What is drawn ------------------------------------------------------------------------------------

    def draw(self, code: str) -> None:
        """Add operators to the page as they are."""
        self._code.append(code)

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        """Let what is drawn within belong to the element, unless all of it is within an artifact."""
        if self._furniture:
            yield
            return
        element.children.append(Marked(self._pageNumber, len(self._contents)))
        self._code.append(f"/{element.tag} <</MCID {len(self._contents)}>> BDC")
        self._contents.append(element)
        yield
        self._code.append("EMC")

    @contextmanager
    def artifact(self, properties: str = "") -> Iterator[None]:
        """Make what is drawn within page furniture, such as rules, and is not read aloud."""
        self._code.append(f"/Artifact <<{properties}>> BDC" if properties else "/Artifact BMC")
        self._furniture = True
        yield
        self._furniture = False
        self._code.append("EMC")

    def text(self, font: Face, size: float, text: str) -> str:
        """Return operators that set the font and show the text, to stand between BT and ET."""
        known = self._texts.get((font, size, text))
        if known is not None:
            return known
        if font in self._plain and text.isascii():  # whose codes are those of ASCII
            code = f"{self._plain[font]} {size:g} Tf ({text.translate(ESCAPED)}) Tj"
        else:
            code = self._encoded(font, size, text)
        self._texts[font, size, text] = code
        return code

    def _encoded(self, font: Face, size: float, text: str) -> str:
        if font.reads_as_ascii and font not in self._plain:
            font.font.splitString(" ", self._doc)
            self._plain[font] = font.font.getSubsetInternalName(0, self._doc)
        code = []
        for subset, characters in font.font.splitString(text, self._doc):
            inner = font.font.getSubsetInternalName(subset, self._doc)
            code.append(f"{inner} {size:g} Tf ({self._escape(characters)}) Tj")
        return " ".join(code)

    def shared(self, name: str, width: float, height: float, code: str) -> None:
        """Draw a shape that is kept once in the file, however often it is drawn."""
        if not self.hasForm(name):
            self._doc.addForm(name, _form(width, height, code))
            self._doc.inPage()
        self._formsinuse.append(name)
        self.draw(f"/{xObjectName(name)} Do")

    # --- Links, bookmarks and fields ----------------------------------------------------------------------

    def target(self, name: str, top: float) -> None:
        """Name a place on this page for links to go to."""
        self.bookmarkPage(name, fit="XYZ", left=0, top=round(top, 2))

    def bookmark(self, words: str, level: int, top: float) -> None:
        """Add an entry in the outline beside the page; ``level`` 0 is the outermost."""
        self._bookmarks += 1
        name = f"bookmark {self._bookmarks}"
        self.target(name, top)
        self.addOutlineEntry(plain(words), name, level)

    def link(self, element: Element, rectangle: Rectangle, target: str, words: str) -> None:
        """Make an area a link to a named place, which may be named later."""
        place = self._doc.number(Destined(self._bookmarkReference(target)))
        self._annotate(
            element, rectangle, f"/Subtype/Link/Border[0 0 0]/Contents{quoted(words)}/Dest {place} 0 R"
        )

    def web_link(self, element: Element, rectangle: Rectangle, address: str, words: str) -> None:
        """Make an area a link to an address: "https://…" or "mailto:…"."""
        place = "".join(
            mark if " " < mark <= "~" and mark not in "()\\<>" else quote(mark) for mark in address
        )
        link_words = words if words in address else f"{words}: {address}"
        action = f"/A<</S/URI/URI({place})>>"
        self._annotate(
            element, rectangle, f"/Subtype/Link/Border[0 0 0]/Contents{quoted(link_words)}{action}"
        )

    def signature_field(self, element: Element, rectangle: Rectangle, name: str, words: str) -> None:
        """Add an empty field for an electronic signature; ``words`` say whose."""
        left, bottom, right, top = rectangle
        size = round(right - left, 2), round(top - bottom, 2)
        if size not in self._empty:  # looks of fields of one size are kept once
            self._empty[size] = self._doc.number(_form(*size, ""))
        appearance = self._empty[size]
        body = f"/Subtype/Widget/FT/Sig/T{quoted(name)}/TU{quoted(words)}/AP<</N {appearance} 0 R>>"
        self._fields.append(self._annotate(element.add("Form"), rectangle, body))

    def _annotate(self, element: Element, rectangle: Rectangle, body: str) -> str:
        corners = " ".join(f"{value:.2f}" for value in rectangle)
        self._addAnnotation(
            Verbatim(f"<</Type/Annot/StructParent {len(self._owners)}/F 4/Rect[{corners}]{body}>>")
        )
        self._owners.append(element)
        name: str = self._annotationrefs[-1].name
        element.children.append(Annotation(self._pageNumber, name))
        return name

    def _setAnnotations(self, page: Any) -> None:
        """Write the annotations: ReportLab calls this as each page is closed."""
        super()._setAnnotations(page)
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.Tabs, page.StructParents = PDFName("S"), len(self._owners)
        self._owners.append(self._contents)
        self._contents = []

    # --- The whole ----------------------------------------------------------------------------------------

    def document(self) -> bytes:
        """Return the finished file; nothing can be drawn after."""
        catalog = self._doc.Catalog
        catalog.StructTreeRoot = self._structure()
        if self._fields:
            fields = " ".join(f"{self._doc.number_named(name)} 0 R" for name in self._fields)
            catalog.AcroForm = Verbatim(f"<</Fields[{fields}]/SigFlags 1>>")
        self.save()
        return self._file.getvalue()

    def _structure(self) -> Verbatim:
        elements = self.root.walk()
        first = self._doc.reserve(len(elements))
        for number, element in enumerate(elements, first):
            element.number = number
        top = Verbatim()
        above, written = self._doc.number(top), self._doc.by_hand
        for element in elements:
            parent = element.parent.number if element.parent else above
            written[element.number] = self._element(element, parent).encode("ascii")
        owners = self._doc.number(Verbatim(f"<</Nums[{self._owned()}]>>"))
        top.text = (
            f"<</Type/StructTreeRoot/K[{self.root.number} 0 R]/ParentTree {owners} 0 R"
            f"/ParentTreeNextKey {len(self._owners)}>>"
        )
        return top

    def _element(self, element: Element, parent: int) -> str:
        page, children = 0, []
        for child in element.children:
            if isinstance(child, Element):
                children.append(f"{child.number} 0 R")
                continue
            page = page or child.page
            children.append(self._child(child, page))
        # a form has its field as its only child, not in an array: signing programs look for it there
        inside = children[0] if element.tag == "Form" else f"[{' '.join(children)}]"
        on = f"/Pg {self._page(page)}" if page else ""
        return f"<</Type/StructElem/S/{element.tag}/P {parent} 0 R{on}/K{inside}{element.attributes}>>"

    def _child(self, child: Marked | Annotation, page: int) -> str:
        if isinstance(child, Annotation):
            return f"<</Type/OBJR/Obj {self._doc.number_named(child.name)} 0 R/Pg {self._page(child.page)}>>"
        if child.page == page:
            return str(child.number)
        return f"<</Type/MCR/MCID {child.number}/Pg {self._page(child.page)}>>"

    def _page(self, number: int) -> str:
        if number not in self._pages:
            self._pages[number] = f"{self._doc.number_named(f'Page{number}')} 0 R"
        return self._pages[number]

    def _owned(self) -> str:
        """Return the parent tree: for each page its elements by marked content number, for each annotation its
        own.
        """
        entries = []
        for key, owner in enumerate(self._owners):
            if isinstance(owner, Element):
                entries.append(f"{key} {owner.number} 0 R")
            else:
                entries.append(f"{key}[{' '.join([f'{element.number} 0 R' for element in owner])}]")
        return " ".join(entries)


class Destined(Verbatim):
    """A place in the document that may be settled after the link to it is drawn."""

    def __init__(self, place: Any) -> None:
        super().__init__()
        self.place = place

    def format(self, document: Any) -> bytes:
        formatted: str | bytes = self.place.format(document)
        return formatted.encode("ascii") if isinstance(formatted, str) else formatted


class Inline(Verbatim):
    """PDF syntax that stands within another object."""

    __RefOnly__ = 0


def _form(width: float, height: float, code: str) -> Any:
    return stream(
        code or " ",
        Type=PDFName("XObject"),
        Subtype=PDFName("Form"),
        BBox=Inline(f"[0 0 {width:.2f} {height:.2f}]"),
        Resources=Inline("<<>>"),
    )
