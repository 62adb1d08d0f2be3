"""What must come out of an engine as it went in: addresses, numbers to call, placeholders, names of genes, codes.

The spans serve two purposes: they are compared after decoding, and while an engine works a placeholder may stand in
for those that it would take apart. Whether a placeholder survives is found out by trying, engine by engine.
"""

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import msgspec

from pipeline.core.edits import Span
from pipeline.core.errors import DocumentError
from pipeline.core.files import read_file
from pipeline.core.places import put
from pipeline.core.text import quoted
from pipeline.core.text.placeholders import placeholders
from pipeline.translation.engines import probe
from pipeline.translation.engines.base import Candidate, Engine, Request

_PHONE = re.compile(r"(?<![\w+.])\+?\(?\d{1,4}\)?(?:[ .-]\(?\d{2,4}\)?){2,4}(?!\w)")
_CODE = re.compile(
    r"(?<![\w-])(?:"
    r"[cpy]{0,2}T(?:is|[0-4X][a-d]?)[ ,]?N[0-3X][a-c]?[ ,]?M[01X][a-c]?"  # stages: T2N0M0
    r"|[A-Z]{1,5}\d{1,4}[A-Z]?\d{0,3}(?:[-/][A-Z\d]{1,5})*"  # genes, markers, mutations: HER2, V600E, CA19-9
    r"|[A-Z]{2,6}\d*-\d+(?:[-.]\d+)*"  # codes with a hyphen: PD-1, COVID-19
    r")(?![\w])"
)
_SHAPES = ("Zqp{}q", "XPH{}")
_NAMES = ("bax", "cyx", "dux", "fex", "gox", "hix", "jax", "kyx")


def spans(text: str) -> tuple[Span, ...]:
    """The places of a text that no translation may change, in order and apart from each other."""
    found = [*quoted.find(text)]
    matches = (match.span() for pattern in (_PHONE, _CODE) for match in pattern.finditer(text))
    for start, end in (*placeholders(text), *matches):
        if not any(s < end and start < e for s, e in found):
            found.append((start, end))
    return tuple(sorted(found))


def kept(source: str, target: str) -> tuple[str, ...]:
    """The protected words of the source that the target lacks, each as often as it lacks them."""
    wanted = Counter(source[start:end] for start, end in spans(source))
    return tuple((wanted - Counter({word: _count(target, word) for word in wanted})).elements())


class Shield:
    """Addresses and numbers to call, hidden from an engine behind placeholders of a shape that it lets through.

    The shape that an engine's model lets through is kept in the folder `cache`, where there is one.
    """

    def __init__(self, engine: Engine, cache: Path | None = None):
        self._engine, self._cache = engine, cache
        self.source, self.target, self.info = engine.source, engine.target, engine.info

    @cached_property
    def shape(self) -> str | None:
        """A shape that the engine lets through, tried when the first sentence needs one; None where none comes back."""
        if self._cache is None:
            return self._try()
        file, known = self._cache / f"placeholder-{self.info.name}-{self.info.hash[:16]}.txt", "none was tried"
        with suppress(OSError, UnicodeDecodeError):
            known = read_file(file).decode()
        if known not in ("", *_SHAPES):
            known = self._try() or ""
            with suppress(DocumentError):  # it is tried again next time
                put(self._cache.parent, f"{self._cache.name}/{file.name}", known.encode())
        return known or None

    def _try(self) -> str | None:
        return next((shape for shape in _SHAPES if _survives(self._engine, shape)), None)

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        """As the engine; a sentence whose placeholders do not all come back is translated as it stands."""
        hidden = [self._hide(sentence) for sentence in sentences]
        drafts = self._engine.translate([text for text, _ in hidden])
        results = [_shown(some, words) for some, (_, words) in zip(drafts, hidden, strict=True)]
        lost = [i for i, some in enumerate(results) if not some]
        for i, some in zip(lost, self._engine.translate([sentences[i] for i in lost]), strict=True):
            results[i] = some
        exposed = [i for i, (_, words) in enumerate(hidden) if not words and _to_hide(sentences[i])]
        for i in {*lost, *exposed}:
            results[i] = [msgspec.structs.replace(one, exposed=True) for one in results[i]]
        return results

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """As the engine; candidates whose placeholders do not all come back are left out."""
        hidden = [self._hide(request.sentence) for request in requests]
        asked = [
            msgspec.structs.replace(one, sentence=text, begin=_put(one.begin, words))
            for one, (text, words) in zip(requests, hidden, strict=True)
        ]
        drafts = self._engine.again(asked)
        return [_shown(some, words) for some, (_, words) in zip(drafts, hidden, strict=True)]

    def _hide(self, sentence: str) -> tuple[str, dict[str, str]]:
        places = _to_hide(sentence)
        if not places or len(places) > len(_NAMES) or self.shape is None:
            return sentence, {}
        words, text, position = {}, "", 0
        for name, (start, end) in zip(_NAMES, places, strict=False):
            placeholder = self.shape.format(name)
            words[placeholder] = sentence[start:end]
            text += sentence[position:start] + placeholder
            position = end
        return text + sentence[position:], words


def _to_hide(sentence: str) -> list[Span]:
    """What an engine would take apart; codes it hands on."""
    return [one for one in spans(sentence) if not _CODE.fullmatch(sentence, *one)]


def _put(text: str, words: dict[str, str]) -> str:
    for placeholder, word in words.items():
        text = text.replace(word, placeholder)
    return text


def _shown(candidates: Sequence[Candidate], words: dict[str, str]) -> list[Candidate]:
    """The candidates in which every placeholder stands once, with the words that it stood for."""
    if not words:
        return list(candidates)
    shown = []
    for one in candidates:
        if all(one.text.count(placeholder) == 1 for placeholder in words):
            text = re.sub("|".join(map(re.escape, words)), lambda found: words[found[0]], one.text)
            unknown = tuple(word for word in one.unknown if word not in words)
            shown.append(msgspec.structs.replace(one, text=text, unknown=unknown))
    return shown


def _survives(engine: Engine, shape: str) -> bool:
    """Whether placeholders of a shape come out of an engine unchanged, each once, in a few sentences."""
    words = [shape.format(name) for name in _NAMES[:2]]
    trials = probe.trials(engine.source)
    answers = engine.translate([trial.format(*words) for trial in trials])
    return all(
        bool(answer) and answer[0].text.count(word) == trial.format(*words).count(word)
        for trial, answer in zip(trials, answers, strict=True)
        for word in words
    )


def _count(text: str, word: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text))
