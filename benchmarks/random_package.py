"""An Argos package of the usual size with random weights: it translates nothing, and takes as long as a real one.

6 + 6 layers, 512 wide, 8 heads, a vocabulary of 32,000 pieces, int8: what most packages of the public index have.
"""

import io
import json
import random
from pathlib import Path

import ctranslate2
import numpy as np
import sentencepiece
from ctranslate2.specs.attention_spec import MultiHeadAttentionSpec
from ctranslate2.specs.common_spec import LayerNormSpec, LinearSpec
from ctranslate2.specs.transformer_spec import FeedForwardSpec

LAYERS, WIDTH, HEADS, INNER, VOCABULARY, POSITIONS = 6, 512, 8, 2048, 32_000, 1024
FREQUENT = 4000
GAIN = 0.5  # below 1, else random layers blow the last bit of a float up into another word
METADATA = {
    "package_version": "1.0", "argos_version": "1.11.0", "type": "translate", "from_code": "en",
    "from_name": "English", "to_code": "es", "to_name": "Spanish", "links": [],
}  # fmt: skip
_SYLLABLES = [c + v + e for c in "bcdfglmnprst" for v in "aeiou" for e in ("", "n", "r", "s")]


def words(count: int) -> list[str]:
    """Made-up words of one to four syllables."""
    chance = random.Random(3)  # noqa: S311 - no secret
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(count)]


def sentences(count: int) -> list[str]:
    """Sentences of 4 to 40 frequent made-up words, of about as many pieces: as unequal as those of real texts."""
    chance, lexicon, made = random.Random(11), words(FREQUENT), []  # noqa: S311 - no secret
    for _ in range(count):
        text = " ".join(chance.choices(lexicon, k=min(40, max(4, round(chance.gammavariate(3, 6))))))
        made.append(f"{text.capitalize()}.")
    return made


def make(folder: Path) -> Path:
    """Write the package, unpacked; what stands there already is taken as it is."""
    if not (folder / "metadata.json").exists():
        (folder / "model").mkdir(parents=True, exist_ok=True)
        pieces = _tokenizer(folder / "sentencepiece.model")
        _spec(pieces).save(str(folder / "model"))
        (folder / "metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")
    return folder


def _tokenizer(path: Path) -> list[str]:
    """Train SentencePiece on made-up words, a part of them frequent enough to be one piece; gives its pieces."""
    model = io.BytesIO()
    corpus = [*words(60_000), *(words(FREQUENT) * 30)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus), model_writer=model, vocab_size=VOCABULARY, model_type="bpe",
        normalization_rule_name="identity", hard_vocab_limit=False, minloglevel=2, num_threads=2,
    )  # fmt: skip
    path.write_bytes(model.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [processor.id_to_piece(i) for i in range(processor.get_piece_size())]


def _spec(pieces: list[str]) -> ctranslate2.specs.TransformerSpec:
    chance = np.random.default_rng(5)

    def linear(spec: LinearSpec, rows: int, columns: int) -> None:
        spec.weight = (GAIN * chance.standard_normal((rows, columns)) / np.sqrt(columns)).astype(np.float32)
        spec.bias = np.zeros(rows, np.float32)

    def norm(spec: LayerNormSpec) -> None:
        spec.gamma, spec.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def attention(spec: MultiHeadAttentionSpec, *rows: int) -> None:
        for part, size in zip(spec.linear, rows, strict=True):
            linear(part, size, WIDTH)
        norm(spec.layer_norm)

    def feed_forward(spec: FeedForwardSpec) -> None:
        linear(spec.linear_0, INNER, WIDTH)
        linear(spec.linear_1, WIDTH, INNER)
        norm(spec.layer_norm)

    spec = ctranslate2.specs.TransformerSpec.from_config(LAYERS, HEADS, pre_norm=True)
    table = (chance.standard_normal((len(pieces), WIDTH)) / np.sqrt(WIDTH)).astype(np.float32)
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = table
    positions = chance.standard_normal((POSITIONS, WIDTH)).astype(np.float32)
    for part in (spec.encoder, spec.decoder):
        part.position_encodings.encodings = positions
        norm(part.layer_norm)
    linear(spec.decoder.projection, len(pieces), WIDTH)
    for layer in spec.encoder.layer:
        attention(layer.self_attention, 3 * WIDTH, WIDTH)
        feed_forward(layer.ffn)
    for layer in spec.decoder.layer:
        attention(layer.self_attention, 3 * WIDTH, WIDTH)
        attention(layer.attention, WIDTH, 2 * WIDTH, WIDTH)
        feed_forward(layer.ffn)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    spec.optimize(quantization="int8")
    return spec
