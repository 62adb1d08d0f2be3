"""The check on prefixes and suffixes that turn a word into its opposite, or into another organ's or operation's."""

from collections.abc import Iterator

from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair


@pair_check("pair/affix", severity="error", needs=("form",))
def affix(pair: Pair) -> Iterator[Fault]:
    """Prefix or suffix of a medical word.

    Hypo- and hyper-, brady- and tachy-, -ectomy and -ostomy look alike and call for opposite treatment. Words are
    compared on one stem only, and what says the same plainly ("low blood sugar") counts as well.
    Example: “hypoglycemia” became “hiperglucemia”.
    """
    wanted, found = pair.source.affixes, pair.target.affixes
    told: set[int] = set()
    for key in [key for key in found if key in wanted]:
        said = frozenset().union(*(word.meanings for word in wanted[key]))
        kept = frozenset().union(*(word.meanings for word in found[key]))
        for word in found[key] if said - kept else ():
            if word.meanings.isdisjoint(said) and word.start not in told:
                told.add(word.start)
                lost = next(one.text for one in wanted[key] if not one.meanings <= kept)
                yield Fault(word.start, word.end, f"“{word.text}” does not stand in the source, “{lost}” does")


CHECKS = (affix,)
