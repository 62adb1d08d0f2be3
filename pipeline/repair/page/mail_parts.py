"""What mail programs set between the parts of a letter, and words that they wrote in ASCII."""

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header

from pipeline.core.edits import Change
from pipeline.rules import DocumentContext, rule

FIELDS = (
    "From|To|Cc|Bcc|Subject|Date|Sent|Reply-To|In-[Rr]eply-[Tt]o|Sender|Originator|Organi[sz]ation|Lines|Keywords|Summary"
    "|Distribution|Expires|Followup-To|References|Newsgroups|Path|Xref|Received|Return-Path|Message-I[dD]|Article-I\\.D\\."
    "|NNTP-Posting-Host|Nntp-Posting-Host|News-Software|User-Agent|Mailer|Mime-Version|MIME-Version|Content-[A-Z][\\w-]+"
    "|X-[\\w-]{1,30}|(?:Delivered|Errors|Envelope|Apparently)-To|(?:List|Resent|Authentication|Thread|ARC|DKIM|Received)-[\\w-]{1,30}"
    "|Precedence|Priority|Importance|Comments|Status|Encoding"
)
"""The fields above a letter, as a pattern."""

_INDENTED = re.compile(r"(?<=\t)(?:> ?){1,9}(?=\t[A-Za-z][^\t]{0,200}[^\t.!?:]\t(?:> ?){1,9}[a-z])")
_TABBED = re.compile(rf"\A\s*(?:(?:{FIELDS}):[^\t\n]*\t+){{2,40}}", re.ASCII)
_NEEDED = tuple(re.compile(rf"(?:\A\s*|\t){field}:") for field in ("From", "Subject"))
_FULL = 100  # characters; a line of a letter has fewer, a cell or a paragraph may have more
_PART = re.compile(
    r"^--(?=[^\n]*(?:NextPart|Apple-Mail|[Bb]oundary|=_))[- ]{0,8}[\w=.+:@/-]{6,90}[ \t]*(?:\n|\Z)"
    r"(?:Content-[\w-]{1,30}:[^\n]*(?:\n|\Z)(?:[ \t]+\S[^\n]*(?:\n|\Z))*)*"
    # By PGP, before and after the words.
    r"|^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:Hash:[^\n]*\n)?"
    r"|^-----BEGIN PGP SIGNATURE-----[ \t]*\n(?:[^\n]*\n){1,60}?-----END PGP SIGNATURE-----[ \t]*(?:\n|\Z)",
    re.MULTILINE,
)
_WORD = r"=\?[\w-]{2,20}\?[QqBb]\?[^\s?]{1,75}\?="
_ENCODED = re.compile(rf"{_WORD}(?:[ \t]*\n?[ \t]*{_WORD}){{0,9}}")


@rule("repair/mail-lines", version=1, everywhere=True)
def restore_mail_lines(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Line ends of a letter that became tabs.

    Data sets keep a letter in one line and write its line ends as tabs. The fields of its head prove it, of which each
    stands behind a tab, where what stands between the tabs is no longer than the lines of a letter. A tab between a
    mark of quoting and a sentence that goes on behind the next mark is an indent.
    Example: "From: ada@example.org\tSubject: Heels\t\tMy heels ache." gets its lines back.
    """
    head = _TABBED.match(text) if "\t" in text and "From:" in text else None
    if head is None or not all(needed.search(head[0]) for needed in _NEEDED):
        return
    end = text.find("\n", head.end())
    end = len(text) if end < 0 else end
    parts = [part for part in text[:end].split("\t") if part.strip()]
    if sum(len(part) <= _FULL for part in parts) * 10 >= len(parts) * 9:
        indents = {match.end() for match in _INDENTED.finditer(text, 0, end)}
        for tab in re.finditer(r"\t", text[:end]):
            if tab.start() not in indents:
                yield Change(*tab.span(), "\t", "\n", "line end of a letter")


@rule("repair/mail-parts", version=1, everywhere=True, leaves_out="page note")
def remove_mail_parts(text: str, context: DocumentContext) -> Iterator[Change]:
    """Lines between the parts of a letter.

    A letter with attachments has a line of signs before each part, and fields that say for machines what it is; what
    is signed with PGP stands between two lines that say so.
    Example: the lines "------=_NextPart_000_01", "Content-Type: text/plain" go.
    """
    for match in _PART.finditer(text) if "--" in text else ():
        yield Change(match.start(), match.end(), match[0], "", "line between the parts of a letter")


@rule("repair/encoded-words", version=1, everywhere=True)
def read_encoded_words(text: str, context: DocumentContext) -> Iterator[Change]:
    """Words that a mail program wrote in ASCII (RFC 2047).

    They name their code page and give each letter by its number; what cannot be read by that stays.
    Example: "=?iso-8859-1?Q?Caf=E9?=" becomes "Café".
    """
    for match in _ENCODED.finditer(text) if "=?" in text else ():
        words = _decoded(match[0])
        if words is not None:
            yield Change(*match.span(), match[0], words, "encoded words")


def _decoded(encoded: str) -> str | None:
    """The words, None where they are not what they say."""
    try:
        parts = decode_header(" ".join(encoded.split()))
        words = "".join(part.decode(page or "ascii") if isinstance(part, bytes) else part for part, page in parts)
    except (HeaderParseError, LookupError, ValueError):
        return None
    return words if words.isprintable() and "\ufffd" not in words else None
