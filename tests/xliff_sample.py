"""A document with a target of every kind, and XLIFF as some tool might write it."""

from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.core.model import Document, Finding
from pipeline.core.targets import Approval, ApprovalWay, EngineInfo, Review, Target
from pipeline.core.text.folding import fold_hash
from pipeline.exchange import xliff
from pipeline.exchange.xliff.reviews import dump_review
from pipeline.translation.attribution import uses
from tests.documents import document_of

XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
ENGINE = EngineInfo("argos en-es 1.9", "ab12cd34", "fr")
SOUND = '<?xml version="1.0"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file><body>\n'
HEADER = '<header><tool tool-id="pipeline" tool-name="medical-content-pipeline"/></header>'
SAMPLE = document_of(
    [
        ("heading", ["Pain in the liver"]),
        ("paragraph", ["The dose is 5 mg.", "A\x0b & <b>\ufffe.", "Ask first.", "Ask first.", "It was 4 mg."]),
        ("item", ["Nobody translated this."]),
        ("reference", ["Doe J. On livers. 1999;4:5-6."]),
    ]
)
FAULT = Finding("pair/numbers", "error", "5 became 6", 0, 3, 0, 3)
WAIVED = Finding("pair/length", "warning", "far too long", 0, 3, 0, 3, waived="meant so")


def sample_targets(document: Document = SAMPLE) -> list[Target]:
    """One target of every kind; two segments have none."""
    keys = [segment.key for segment in document.segments]
    coded = "Una\x0b & <b>\ufffe."
    old = ("It was\x0b 3 mg.", "Eran\x0b 3 mg; o no.")
    return [
        Target(keys[0], "Dolor", "Dolor", "machine", ENGINE, "draft", terms=("liver-pain", "liver")),
        Target(keys[1], None, "Son 6 mg.", "machine", ENGINE, "draft", "numbers differ", (FAULT, WAIVED)),
        Target(
            keys[2], coded, coded, "person", None, "approved", review=Review((approval("A\x0b & <b>\ufffe.", coded),))
        ),
        Target(keys[3], "Pregunte.", "Pregunte.", "memory", None, "draft"),
        Target(keys[4], "Primero pregunte.", "Primero pregunte.", "person", None, "translated"),
        Target(keys[5], "Eran 4 mg.", "Eran 4 mg.", "machine", ENGINE, "needs-review", previous=old),
    ]


def written(
    path: Path, document: Document = SAMPLE, targets: list[Target] | None = None, **more: Any
) -> etree._Element:
    """Write the sample and parse what was written."""
    targets = sample_targets() if targets is None else targets
    xliff.write(path, document, "es", targets, more.get("notes", {}), more.get("terms_hashes", {}), uses(targets))
    return etree.parse(path).getroot()


def approval(source: str, target: str, person: str | None = "Ana Ruiz", way: ApprovalWay = "single") -> Approval:
    """A person's word for a pair, of one day."""
    texts = fold_hash(source), fold_hash(target)
    return Approval(way, *texts, person, "2026-03-14", "reviser") if person else Approval("earlier", *texts)


def sign(unit: Any) -> None:
    """Approve a trans-unit as it stands, in the file alone."""
    source, target = (next(unit.iterfind(f"{XLIFF}{name}")) for name in ("source", "target"))
    for key in ("state-qualifier", "phase-name"):
        target.attrib.pop(key, None)
    unit.set("approved", "yes")
    target.set("state", "final")
    one = approval("".join(source.itertext()), "".join(target.itertext()))
    (note,) = dump_review(Review((one,)))
    etree.SubElement(unit, f"{XLIFF}note", {"from": "pipeline-data"}).text = note


def save(path: Path, trans_units: str, header: str = "") -> None:
    """A file around these units, as some tool might write it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"{SOUND.replace('<body>', header + '<body>')}{trans_units}</body></file></xliff>", encoding="utf-8"
    )
