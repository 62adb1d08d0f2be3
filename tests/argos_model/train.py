"""Train the small English-Spanish Argos package that the tests translate with.

No trained package can be had without the open internet, and a mock would hide what a real one does: pieces, scores,
n-best lists, unknown characters. So a transformer of 3.3 million parameters learns `pairs.tsv` by heart. A second
translation is taught half as often as the first one: both stand in the n-best, the first one (often faulty) ahead.

Tests do not run this script and the project does not depend on torch. In an environment of its own:

    python3.11 -m venv build/torch-env
    build/torch-env/bin/pip install torch==2.13.0 sentencepiece==0.2.3 ctranslate2==4.8.5 numpy==2.4.6
    build/torch-env/bin/python tests/argos_model/train.py build/argos_model

The argument is a work folder for the unpacked package; the archive is written beside this script. It takes about
seven minutes on two cores. Then `python -m pytest` tells whether the new weights still do what the tests need.
"""

import csv
import io
import json
import math
import random
import shutil
import sys
import zipfile
from pathlib import Path

import ctranslate2
import sentencepiece
import torch
from torch import Tensor, nn

HERE = Path(__file__).parent
NAME = "translate-en_es-1_0"
METADATA = {
    "package_version": "1.0",
    "argos_version": "1.11.0",
    "type": "translate",
    "from_code": "en",
    "from_name": "English",
    "to_code": "es",
    "to_name": "Spanish",
    "links": [],
}
LAYERS, WIDTH, HEADS, INNER, DROPOUT = 3, 192, 4, 768, 0.1
VOCABULARY, POSITIONS = 1000, 1024
EPOCHS, BATCH, PEAK_RATE, SEED = 160, 32, 1e-3, 7
FIRST_WEIGHT, SECOND_WEIGHT = 2, 1
UNKNOWN, START, END, PAD = range(4)
ZIP_TIME = (2026, 1, 1, 0, 0, 0)


def read_pairs() -> list[tuple[str, str]]:
    """Return the taught (English, Spanish) pairs, those with a second translation in the taught proportion."""
    pairs: list[tuple[str, str]] = []
    with (HERE / "pairs.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            first, second = (row["english"], row["spanish"]), (row["english"], row["spanish_2"])
            pairs += [first] * FIRST_WEIGHT + [second] * SECOND_WEIGHT if row["spanish_2"] else [first]
    return pairs


def train_tokenizer(pairs: list[tuple[str, str]], path: Path) -> sentencepiece.SentencePieceProcessor:
    """Train one vocabulary for both languages; `identity`, because the default would rewrite º and … ."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sorted({text for pair in pairs for text in pair})),
        model_writer=model,
        vocab_size=VOCABULARY,
        hard_vocab_limit=False,
        character_coverage=1.0,
        normalization_rule_name="identity",
        unk_id=UNKNOWN,
        bos_id=START,
        eos_id=END,
        pad_id=PAD,
        num_threads=1,
        minloglevel=2,
    )
    path.write_bytes(model.getvalue())
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def sinusoids() -> Tensor:
    """Return the position table (POSITIONS x WIDTH), rounded to half precision because that packs twice as well."""
    angles = torch.arange(POSITIONS)[:, None] * torch.exp(torch.arange(0, WIDTH, 2) * (-math.log(10000.0) / WIDTH))
    return torch.stack((angles.sin(), angles.cos()), dim=2).reshape(POSITIONS, WIDTH).half().float()


class Translator(nn.Module):
    """A pre-norm transformer with one embedding table for source, target and projection."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WIDTH)
        nn.init.normal_(self.embedding.weight, std=WIDTH**-0.5)
        self.body = nn.Transformer(
            WIDTH, HEADS, LAYERS, LAYERS, INNER, DROPOUT, activation="relu", batch_first=True, norm_first=True
        )
        self.projection = nn.Linear(WIDTH, vocabulary)
        self.projection.weight = self.embedding.weight
        self.dropout = nn.Dropout(DROPOUT)
        self.positions = sinusoids()

    def embed(self, ids: Tensor) -> Tensor:
        return self.dropout(self.embedding(ids) * math.sqrt(WIDTH) + self.positions[: ids.shape[1]])

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        future = torch.triu(torch.ones(target.shape[1], target.shape[1], dtype=torch.bool), 1)
        state = self.body(
            self.embed(source),
            self.embed(target),
            tgt_mask=future,
            src_key_padding_mask=source == PAD,
            tgt_key_padding_mask=target == PAD,
            memory_key_padding_mask=source == PAD,
        )
        return self.projection(state)


def padded(rows: list[list[int]]) -> Tensor:
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)


def train(examples: list[tuple[list[int], list[int]]], vocabulary: int) -> Translator:
    """Teach the examples (source pieces bare, target between start and end) until the rate has fallen to zero."""
    model = Translator(vocabulary)
    steps = EPOCHS * math.ceil(len(examples) / BATCH)
    optimizer = torch.optim.Adam(model.parameters(), lr=PEAK_RATE, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=steps, pct_start=0.1)
    for epoch in range(EPOCHS):
        random.shuffle(examples)
        total = 0.0
        for at in range(0, len(examples), BATCH):
            batch = examples[at : at + BATCH]
            source, target = padded([pair[0] for pair in batch]), padded([pair[1] for pair in batch])
            logits = model(source, target[:, :-1])
            loss = nn.functional.cross_entropy(logits.transpose(1, 2), target[:, 1:], ignore_index=PAD)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        if epoch % 10 == 9:
            sys.stderr.write(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(examples):.4f}\n")
    return model.eval()


def set_linear(spec: ctranslate2.specs.common_spec.LinearSpec, weight: Tensor, bias: Tensor) -> None:
    spec.weight, spec.bias = weight.detach().numpy(), bias.detach().numpy()


def set_norm(spec: ctranslate2.specs.common_spec.LayerNormSpec, norm: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = norm.weight.detach().numpy(), norm.bias.detach().numpy()


def set_self_attention(spec: ctranslate2.specs.attention_spec.MultiHeadAttentionSpec, layer: nn.Module) -> None:
    set_linear(spec.linear[0], layer.self_attn.in_proj_weight, layer.self_attn.in_proj_bias)
    set_linear(spec.linear[1], layer.self_attn.out_proj.weight, layer.self_attn.out_proj.bias)
    set_norm(spec.layer_norm, layer.norm1)


def set_cross_attention(spec: ctranslate2.specs.attention_spec.MultiHeadAttentionSpec, layer: nn.Module) -> None:
    attention = layer.multihead_attn
    set_linear(spec.linear[0], attention.in_proj_weight[:WIDTH], attention.in_proj_bias[:WIDTH])
    set_linear(spec.linear[1], attention.in_proj_weight[WIDTH:], attention.in_proj_bias[WIDTH:])
    set_linear(spec.linear[2], attention.out_proj.weight, attention.out_proj.bias)
    set_norm(spec.layer_norm, layer.norm2)


def set_feed_forward(
    spec: ctranslate2.specs.transformer_spec.FeedForwardSpec, layer: nn.Module, norm: nn.LayerNorm
) -> None:
    set_linear(spec.linear_0, layer.linear1.weight, layer.linear1.bias)
    set_linear(spec.linear_1, layer.linear2.weight, layer.linear2.bias)
    set_norm(spec.layer_norm, norm)


def save_int8(model: Translator, pieces: list[str], folder: Path) -> None:
    """Write the model as ctranslate2 reads it; whatever is not set here would silently take another value."""
    spec = ctranslate2.specs.TransformerSpec.from_config(LAYERS, HEADS, pre_norm=True)
    encoder, decoder = model.body.encoder, model.body.decoder
    for embeddings in (spec.encoder.embeddings[0], spec.decoder.embeddings):
        embeddings.weight = model.embedding.weight.detach().numpy()
    for part in (spec.encoder, spec.decoder):
        part.position_encodings.encodings = model.positions.numpy()
    set_linear(spec.decoder.projection, model.projection.weight, model.projection.bias)
    set_norm(spec.encoder.layer_norm, encoder.norm)
    set_norm(spec.decoder.layer_norm, decoder.norm)
    for target, layer in zip(spec.encoder.layer, encoder.layers, strict=True):
        set_self_attention(target.self_attention, layer)
        set_feed_forward(target.ffn, layer, layer.norm2)
    for target, layer in zip(spec.decoder.layer, decoder.layers, strict=True):
        set_self_attention(target.self_attention, layer)
        set_cross_attention(target.attention, layer)
        set_feed_forward(target.ffn, layer, layer.norm3)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir()
    spec.save(str(folder))


def pack(folder: Path) -> None:
    """Zip the package folder, its one top folder inside, with the same bytes from the same files."""
    shutil.copy(HERE / "README.md", folder)
    with zipfile.ZipFile(HERE / f"{NAME}.argosmodel", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(f"{NAME}/{path.relative_to(folder).as_posix()}", ZIP_TIME)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(member, path.read_bytes())


def main(work: Path) -> None:
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    random.seed(SEED)
    folder = work / NAME
    folder.mkdir(parents=True)
    pairs = read_pairs()
    tokenizer = train_tokenizer(pairs, folder / "sentencepiece.model")
    pieces = [tokenizer.id_to_piece(number) for number in range(tokenizer.get_piece_size())]
    examples = [(tokenizer.encode(english), [START, *tokenizer.encode(spanish), END]) for english, spanish in pairs]
    save_int8(train(examples, len(pieces)), pieces, folder / "model")
    (folder / "metadata.json").write_text(json.dumps(METADATA, indent=2) + "\n", encoding="utf-8")
    pack(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
