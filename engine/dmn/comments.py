"""Comments of XML files: what an author wrote between the elements stays there when an editor saves without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.dmn.reading import Element
from engine.dmn.secure_xml import MAX_BYTES, parse_xml
from engine.errors import DefinitionError

Steps = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Remark:
    """A comment with its place: before the element that `steps` lead to from the one with `anchor` as its id.

    Without `anchor` it is from the root. `is_last`: at the end of that element instead. `after_root`: behind it all.
    """

    text: str
    anchor: str
    steps: Steps
    is_last: bool = False
    after_root: bool = False


def with_comments(before: bytes, after: bytes, file: str) -> bytes:
    """The new file with the comments of the old one, each where its element still is.

    A file that has comments of its own stays as it is, and so does one that cannot be read.
    """
    if b"<!--" not in before or b"<!--" in after:
        return after
    try:
        old, new = parse_xml(before, file, comments=True), parse_xml(after, file)
    except DefinitionError:
        return after
    placed = [_put(new, remark) for remark in _remarks(old)]
    if not any(placed):
        return after
    written: bytes = etree.tostring(new.getroottree(), xml_declaration=True, encoding="UTF-8") + b"\n"
    return written if len(written) <= MAX_BYTES else after


def _remarks(root: Element) -> Iterator[_Remark]:
    around = [*reversed(list(root.itersiblings(etree.Comment, preceding=True)))]
    yield from (_Remark(each.text, "", ()) for each in around)
    for comment in root.iter(etree.Comment):
        following = next((each for each in comment.itersiblings() if isinstance(each.tag, str)), None)
        yield _Remark(comment.text, *_way(comment.getparent() if following is None else following), following is None)
    yield from (_Remark(each.text, "", (), after_root=True) for each in root.itersiblings(etree.Comment))


def _way(element: Element) -> tuple[str, Steps]:
    """The nearest element with an id, from the element itself upwards, and the steps down from there."""
    steps: list[tuple[str, int]] = []
    while not element.get("id") and element.getparent() is not None:
        steps.append((element.tag, sum(1 for _each in element.itersiblings(element.tag, preceding=True))))
        element = element.getparent()
    return "" if element.getparent() is None else element.get("id", ""), tuple(reversed(steps))


def _put(root: Element, remark: _Remark) -> bool:
    """Whether the comment found its place."""
    comment = etree.Comment(remark.text)
    if remark.after_root:
        root.addnext(comment)
        return True
    element = _found(root, remark.anchor)
    if element is None:
        return False
    target = _led_to(element, remark.steps)
    if target is None or remark.is_last:
        _append(target if target is not None else element, comment)
    elif target is root:
        root.addprevious(comment)
    else:
        previous = target.getprevious()
        comment.tail = target.getparent().text if previous is None else previous.tail
        target.addprevious(comment)
    return True


def _found(root: Element, anchor: str) -> Element | None:
    if not anchor:
        return root
    return next((each for each in root.iter(etree.Element) if each.get("id") == anchor), None)


def _led_to(element: Element, steps: Steps) -> Element | None:
    for tag, place in steps:
        found = [each for each in element if each.tag == tag]
        if place >= len(found):
            return None
        element = found[place]
    return element


def _append(element: Element, comment: Element) -> None:
    """At the end of an element, whose text stays as it is."""
    if len(element):
        comment.tail = element[-1].tail
    element.append(comment)
