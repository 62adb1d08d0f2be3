"""Names that tools write in the place of a sign."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.rules import DocumentContext, rule

_NAMED = {"<SEMCOL>": ";", "<COMMA>": ",", "<COLON>": ":", "<NEWLINE>": "\n", "[NEWLINE]": "\n", "<|newline|>": "\n"}
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}
_BREAK = re.compile(r"[ \t]*(?:<(?:NEWLINE|newline|\|newline\|)>|\[(?:NEWLINE|newline)\])[ \t]*")
_NAME = re.compile(r"<(?:SEMCOL|COMMA|COLON)>")
_BRACKET = re.compile(r"(?P<left>-L[RS]B- ?)|(?P<right> ?-R[RS]B-)")
_JOINED = re.compile(r"(?<=\w) ?@(?P<sign>[-,./])@ ?(?=\w)")
_REASON = "name of a sign"


@rule("repair/stand-ins", version=1, everywhere=True)
def put_back_signs(text: str, context: DocumentContext) -> Iterator[Change]:
    """Names in the place of signs.

    Data sets write "<SEMCOL>" for a semicolon, "[NEWLINE]" for a line break, "-LRB-" for a bracket and "@-@" for a
    hyphen that a tokenizer cut off. Each stands for one sign. Example: "it hurts<SEMCOL> rest" becomes "it hurts;
    rest", "well @-@ known" becomes "well-known".
    """
    for match in _NAME.finditer(text) if "<SEMCOL>" in text or "<CO" in text else ():
        yield Change(*match.span(), match[0], _NAMED[match[0]], _REASON)
    for match in _BREAK.finditer(text) if "NEWLINE" in text or "newline" in text else ():
        yield Change(*match.span(), match[0], "\n", _REASON)
    for match in _BRACKET.finditer(text) if "RB-" in text or "SB-" in text else ():
        yield Change(*match.span(), match[0], _BRACKETS[match[0].strip()], _REASON)
    for match in _JOINED.finditer(text) if "@" in text else ():
        yield Change(*match.span(), match[0], match["sign"], _REASON)
