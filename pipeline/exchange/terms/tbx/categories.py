"""The data categories of TBX-Basic, by what they are in a concept."""

from typing import Any

import msgspec

from pipeline.glossary.concepts import Source, When

Element = Any

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STATUS = {"replace": "supersededTerm-admn-sts", "allow": "admittedTerm-admn-sts", "flag": "deprecatedTerm-admn-sts"}
PREFERRED = "preferredTerm-admn-sts"
ADMITTED = STATUS["allow"]
SHORT = ("abbreviation", "acronym", "shortForm")
POS = {"proper-noun": "properNoun", "phrase": "other"}
GENDER = {"m": "masculine", "f": "feminine", "n": "neuter", "mf": "other"}
CODE_URLS = {
    "doid": ("http://purl.obolibrary.org/obo/DOID_", "DOID:"),
    "hp": ("http://purl.obolibrary.org/obo/HP_", "HP:"),
    "icd10cm": ("http://purl.bioontology.org/ontology/ICD10CM/", ""),
    "mesh": ("http://id.nlm.nih.gov/mesh/", ""),
    "rxnorm": ("http://purl.bioontology.org/ontology/RXNORM/", ""),
    "umls": ("https://uts.nlm.nih.gov/uts/umls/concept/", ""),
}


class Extra(msgspec.Struct, frozen=True, omit_defaults=True):
    """What TBX-Basic has no data category for; `form` marks an inflected form of the English term."""

    form: bool = False
    with_abbreviation: bool = False
    when: When | None = None
    regions: tuple[str, ...] = ()
    lay: bool = False
    keep: bool = False
    written: bool = False
    number: Any = None
    status: Any = "draft"
    sources: tuple[Source, ...] = ("own",)
