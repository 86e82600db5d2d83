"""What a PDF says of itself (XMP and the older Info): a signing program may change its dates, and no more."""

from typing import Any
from xml.parsers import expat

from aip_desktop.documents.signing.syntax import Stream, Unreadable, same

INFO = frozenset({"/ModDate", "/CreationDate", "/Producer"})


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "


_XMP = "http://ns.adobe.com/xap/1.0/ "


_MAY_CHANGE = (
    f"{_XMP}ModifyDate",
    f"{_XMP}CreateDate",
    f"{_XMP}MetadataDate",
    "http://ns.adobe.com/pdf/1.3/ Producer",
    "http://ns.adobe.com/xap/1.0/mm/ InstanceID",
    "http://ns.adobe.com/xap/1.0/mm/ DocumentID",
)


_OF_THE_FORM = (f"{_RDF}about", f"{_RDF}parseType", "adobe:ns:meta/ xmptk")  # attributes that say nothing


_MOST = 1 << 20  # bytes


def info_says_the_same(old: Any, new: Any) -> bool:
    """Tell whether the older description differs in dates and producer only."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    return all(same(old.get(key), new.get(key)) for key in (old.keys() | new.keys()) - INFO)


def xmp_says_the_same(old: Any, new: Any) -> bool:
    """Tell whether the description in XMP differs in dates and producer only."""
    try:
        return _statements(old) == _statements(new)
    except (expat.ExpatError, ValueError, Unreadable):
        return False


def _statements(stream: Any) -> list[tuple[tuple[str, ...], str]]:
    """Return every value with the way to it, whether it is written as an element or as an attribute."""
    if not isinstance(stream, Stream) or len(body := stream.unpacked()) > _MOST:
        raise ValueError
    statements: list[tuple[tuple[str, ...], str]] = []
    way: list[str] = []
    words: list[str] = [""]

    def begin(name: str, attributes: dict[str, str]) -> None:
        way.append(name)
        words.append("")
        statements.extend(
            ((*way, key), value.strip()) for key, value in attributes.items() if key not in _OF_THE_FORM
        )

    def end(_name: str) -> None:
        if text := words.pop().strip():
            statements.append((tuple(way), text))
        way.pop()

    def refuse(*_: Any) -> None:
        raise ValueError

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = lambda text: words.append(words.pop() + text)
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.Parse(body, True)
    return sorted(
        (tuple(name for name in way if name not in (f"{_RDF}Description", f"{_RDF}resource")), words_there)
        for way, words_there in statements
        if not any(step in _MAY_CHANGE for step in way)
    )
