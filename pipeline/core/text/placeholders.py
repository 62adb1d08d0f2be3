"""Placeholders: what a program puts a name or a number in the place of, and tags around words.

They stand in templates of letters and leaflets. Nobody may translate them, or the program no longer finds them.
"""

import re

from pipeline.core.edits import Span

_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{1,80}\}\}"  # {{name}}
    r"|\$\{[^{}\n]{1,80}\}"  # ${dose}
    r"|\{%[^{}\n]{1,80}%\}"  # {% if %}
    r"|\{(?:\d{1,2}|[A-Za-z_][\w.]{0,60})(?:[:!][^{}\n]{0,20})?\}"  # {0}, {name}, {dose:.1f}
    r"|%\([A-Za-z_]\w{0,60}\)[#0 +-]?\d{0,3}(?:\.\d+)?[sdifr]"  # %(name)s
    r"|%\d{1,2}\$[sd@]"  # %1$s
    r"|(?<![\d)])(?<![\d)][ \u00a0])%[sd@](?!\w)"  # %s, but not of "5 %d"
    r"|\[\[[^\[\]\n]{1,80}\]\]"  # [[name]]
    r"|</?[A-Za-z][A-Za-z0-9_.-]{0,40}(?:\s[^<>\n]{0,80})?/?>"  # <PHONE>, <b>, </b>
    r"|(?<!\w)__[A-Za-z]\w{0,40}?__(?!\w)"  # __name__
)


def placeholders(text: str) -> list[Span]:
    """The placeholders and tags of a text, in order.

    >>> placeholders("Dear {{name}}, call <PHONE>.")
    [(5, 13), (20, 27)]
    """
    return [match.span() for match in _PLACEHOLDER.finditer(text)] if set(text) & set("{}%[]<>_") else []
