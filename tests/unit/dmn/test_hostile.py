"""Files made to do harm: each is answered, or refused with place and remedy, within its budget."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import DecisionError, check, inspect, read
from engine.dmn.findings import MAX_MESSAGE
from engine.errors import DefinitionError
from tests.unit.dmn.models import NAMESPACE, data, decision, definitions, literal, table
from tests.unit.feel.grammar import any_text


def bare(body: str, attributes: str = "") -> bytes:
    """A file whose root has these attributes."""
    return f'<definitions xmlns="{NAMESPACE}" name="d" namespace="t" {attributes}>{body}</definitions>'.encode()


def items(count: int, text: str) -> str:
    return "".join(text % {"this": index, "next": index + 1} for index in range(count))


COMPONENT = '<itemDefinition name="%(this)d"><itemComponent name="c"><typeRef>%(next)d</typeRef></itemComponent>'
WRONG = {
    "doctype": b'<!DOCTYPE a [<!ENTITY x "y">]>' + definitions(),
    "entity": definitions(decision("d", literal("1"))).replace(b">1<", b">&x;<"),
    "control character": definitions(decision("d", literal("1"))).replace(b">1<", b">&#1;<"),
    "null byte": definitions(decision("d", literal("1"))).replace(b">1<", b">\0<"),
    "encoding": b'<?xml version="1.0" encoding="utf-7"?>' + definitions(),
    "ebcdic": definitions().decode().encode("cp037"),
    "utf-32": definitions().decode().encode("utf-32"),
    "latin": definitions(decision("d\u00e9", literal("1"))).decode().encode("latin-1"),
    "prefix": bare("<x:decision/>"),
    "other namespace": bare("").replace(NAMESPACE.encode(), b"urn:other"),
    "no namespace": b"<definitions/>",
    "long namespace": bare("").replace(NAMESPACE.encode(), b"u" * 1_900_000),
    "same xml:id": bare('<a xml:id="q"/><b xml:id="q"/>'),
    "deep": bare("<list>" * 5_000 + "</list>" * 5_000),
    "deep boxes": definitions(decision("d", "<list>" * 90 + "</list>" * 90)),
    "deep contexts": definitions(decision("d", "<context><contextEntry>" * 45 + "</contextEntry></context>" * 45)),
    "many elements": bare("<a/>" * 50_001),
    "too large": bare("<a/>" + " " * 2_000_000),
    "long tag": bare(f"<{'x' * 900_000}/>"),
    "long text": definitions(decision("d", literal("1+" * 900_000 + "1"))),
    "many rules": definitions(data("x"), decision("d", table(["x"], [["-", "1"]] * 1_001), "in_x")),
    "no names": bare("<decision/><inputData/>"),
    "names twice": definitions(data("x"), data("x")),
    "long policy": definitions(decision("d", f'<decisionTable hitPolicy="{"X" * 100_000}"><output/></decisionTable>')),
    "empty table": definitions(decision("d", "<decisionTable/>")),
    "long reference": definitions(decision("d", literal("1"), "i" * 1_000_000)),
    "long name": definitions(decision("n" * 1_000_000, literal("1 +"))),
    "long unknown type": definitions(data("x", "t" * 1_000_000)),
    "circle": definitions(decision("a", literal("b"), "b"), decision("b", literal("a"), "a")),
    "own circle": definitions(decision("a", literal("a"), "a")),
    "circle of types": bare(items(30, COMPONENT + "</itemDefinition>") + data("x", "0")),
    "deep types": bare(items(3_000, '<itemDefinition name="%(this)d"><typeRef>%(next)d</typeRef></itemDefinition>')),
}


@pytest.mark.parametrize("file", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_refused_with_its_place_and_a_remedy(file: bytes) -> None:
    with pytest.raises(DefinitionError) as refusal:
        read(file, "upload.dmn")
    assert refusal.value.message.startswith(("Expected", "In "))
    assert len(refusal.value.message) <= MAX_MESSAGE
    assert refusal.value.file == "upload.dmn"
    assert len(refusal.value.element_id) <= MAX_MESSAGE
    model, findings = inspect(file, "upload.dmn")
    found = list(findings) if model is None else check(model)
    assert refusal.value.message in [finding.message for finding in found]
    assert all(finding.remedy and finding.file == "upload.dmn" for finding in found)
    assert all(len(finding.message) <= MAX_MESSAGE for finding in found)


def knowledge(index: int, body: str, *needs: int) -> str:
    required = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#k_{need}"/></knowledgeRequirement>' for need in needs
    )
    return (
        f'<businessKnowledgeModel id="k_{index}" name="f{index}"><variable name="f{index}"/><encapsulatedLogic>'
        f'<formalParameter name="x"/>{literal(body)}</encapsulatedLogic>{required}</businessKnowledgeModel>'
    )


COSTLY = {
    "calls that call twice": definitions(
        *(knowledge(index, f"f{index + 1}(x) + f{index + 1}(x)", index + 1) for index in range(25)),
        knowledge(25, "x"),
        decision("d", literal("f0(1)"), "k_0"),
    ),
    "calls without end": definitions(knowledge(0, "f0(x)", 0), decision("d", literal("f0(1)"), "k_0")),
    "a long chain": definitions(
        decision("d", literal("d0"), "d0"),
        *(decision(f"d{index}", literal(f"d{index + 1}"), f"d{index + 1}") for index in range(1_500)),
        decision("d1500", literal("1")),
    ),
    "a loop of a billion": definitions(decision("d", literal("for i in 1..1000000000 return i"))),
    "many long loops": definitions(
        decision("d", table(["x"], [["count(for i in 1..90000 return i) > 0", "1"]] * 100, policy="COLLECT"), "in_x"),
        data("x"),
    ),
    "a boxed loop": definitions(
        decision(
            "d",
            f'<for iteratorVariable="i"><in>{literal("[1..9000]")}</in><return>{literal("partial")}</return></for>',
        )
    ),
}


@pytest.mark.parametrize("file", COSTLY.values(), ids=COSTLY.keys())
def test_what_costs_too_much_is_refused_while_deciding(file: bytes) -> None:
    with pytest.raises(DecisionError, match="Expected") as refusal:
        read(file, "upload.dmn").decide("d", {})
    assert refusal.value.file == "upload.dmn"


LARGE = {
    "attributes": bare("<inputData " + " ".join(f'a{index}="1"' for index in range(40_000)) + ' name="x"/>'),
    "namespaces": bare(items(6_000, '<inputData name="x%(this)d" xmlns:n%(this)d="u%(this)d"/>')),
    "prefixes at the root": bare(
        items(8_000, "<n%(this)d:a/>"), " ".join(f'xmlns:n{index}="u{index}"' for index in range(8_000))
    ),
    "inputs": bare(items(6_000, '<inputData name="an x %(this)d" id="i%(this)d"/>')),
    "decisions": definitions(*(decision(f"the d {index}", literal(f"{index}")) for index in range(1_000))),
    "columns": definitions(data("x"), decision("d", table(["x"] * 900, [["1"] * 901] * 20), "in_x")),
    "rules over each other": definitions(
        data("x"),
        data("y"),
        decision(
            "d",
            table(["x", "y"], [[f"< {i % 400}", f"> {i % 397}", f"{i % 7}"] for i in range(900)], policy="ANY"),
            "in_x",
            "in_y",
        ),
    ),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("file", LARGE.values(), ids=LARGE.keys())
def test_what_is_only_large_is_read_and_checked(file: bytes) -> None:
    model, _problems = inspect(file, "upload.dmn")
    assert model is not None
    assert len(check(model)) <= 2 * len(file)


@given(st.lists(st.tuples(st.integers(0), st.integers(0)), min_size=1, max_size=4), st.booleans())
def test_any_texts_in_cells_are_answered_or_refused(seeds: list[tuple[int, int]], strict: bool) -> None:
    rules = [[_xml(any_text(one)), _xml(any_text(other))] for one, other in seeds]
    file = definitions(data("age", "number"), decision("d", table(["age"], rules, policy="COLLECT"), "in_age"))
    model, findings = inspect(file, "upload.dmn")
    assert model is not None
    assert len(check(model, ["working days"])) >= len(findings)
    try:
        read(file, "upload.dmn").decide("d", {"age": 17}, strict=strict)
    except (DefinitionError, DecisionError) as refusal:
        where = str(refusal)
    else:
        where = "upload.dmn"
    assert where.startswith("upload.dmn")


def _xml(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n" or " " <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd")


@given(st.binary(max_size=40), st.integers(0, 400), st.integers(0, 40))
def test_files_with_bytes_changed_are_read_or_refused(noise: bytes, at: int, lost: int) -> None:
    file = definitions(data("x", "number"), decision("d", table(["x"], [["< 3", "1"], ["-", "2"]]), "in_x"))
    spoilt = file[:at] + noise + file[at + lost :]
    model, findings = inspect(spoilt, "upload.dmn")
    assert model is not None or findings
    if model is not None:
        check(model)
