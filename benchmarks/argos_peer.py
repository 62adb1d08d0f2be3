"""The peer of the translation benchmark: argostranslate's own `translate()`, paragraph by paragraph.

Runs in the environment of `peer_environment`, where the project is not. Reads from standard input, as JSON, `length`
(pieces of every output), `rounds` and `paragraphs` (each with its sentences); writes the `seconds` of the best round
and the `texts`, one per sentence. On the translation that argostranslate has loaded, two attributes are set:
`sentencizer`, since its own fetches a model at the first sentence, and `translator`, its own in a wrapper that fixes
the length. Whatever else would open a connection fails.
"""

import json
import sys
import time
from typing import Any

from argostranslate import sbd, translate

CODES = "en", "es"


class GivenSentences(sbd.ISentenceBoundaryDetectionModel):  # type: ignore[misc]
    """Splits the paragraphs that are known beforehand, and no other text."""

    def __init__(self, paragraphs: dict[str, list[str]]):
        self.paragraphs = paragraphs

    def split_sentences(self, text: str) -> list[str]:
        """The sentences of a paragraph."""
        return self.paragraphs[text]


class FixedLength:
    """argostranslate's translator with one length for all outputs; it keeps the best pieces of each sentence."""

    def __init__(self, translator: Any, length: int):
        self.translator, self.length = translator, length
        self.best: list[list[str]] = []

    def translate_batch(self, source: list[list[str]], **options: Any) -> Any:
        """What the translator gives with argostranslate's own options and the fixed length."""
        limits = {"min_decoding_length": self.length, "max_decoding_length": self.length}
        results = self.translator.translate_batch(source, **options, **limits)
        self.best += [result.hypotheses[0] for result in results]
        return results


def refuse_connections(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook that lets nothing be fetched."""
    if event in {"socket.connect", "socket.getaddrinfo"}:
        raise ConnectionRefusedError(f"the peer must not use the network: {arguments}")


def main() -> None:
    """Load the package, warm up, measure."""
    sys.addaudithook(refuse_connections)
    task = json.load(sys.stdin)
    paragraphs: dict[str, list[str]] = task["paragraphs"]
    package = translate.get_translation_from_codes(*CODES).underlying
    package.sentencizer = GivenSentences(paragraphs | {"": []})
    package.translate("")  # argostranslate loads a model when it first translates
    package.translator = translator = FixedLength(package.translator, task["length"])
    translate.translate(list(paragraphs)[-1], *CODES)  # not the first: the answer to the last call is cached
    seconds = float("inf")
    for _ in range(task["rounds"]):
        translator.best.clear()
        start = time.perf_counter()
        for paragraph in paragraphs:
            translate.translate(paragraph, *CODES)
        seconds = min(seconds, time.perf_counter() - start)
    texts = [" ".join(package.pkg.tokenizer.decode(pieces).split()) for pieces in translator.best]
    json.dump({"seconds": seconds, "texts": texts}, sys.stdout)


if __name__ == "__main__":
    main()
