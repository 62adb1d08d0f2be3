"""Use the installed wheel as a stranger does: in an empty folder, with no checkout and no glossary of one's own.

Run it by the Python that has the wheel: `python .ci/probe.py EMPTY_FOLDER PACKAGE.argosmodel`. Each probe that fails
ends it with an AssertionError that shows what came instead.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

LEFT_OUT = ["argostranslate", "nmslib", "scipy", "scispacy", "sklearn", "stanza", "torch"]
SENTENCE = "Hepatocellular carcinoma (HCC) is a tumour."


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the program by its script, as it stands beside the Python in use."""
    program = Path(sys.executable).with_name("medical-content-pipeline")
    return subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False)


def curates() -> None:
    """The glossary that came along knows the concept and its abbreviation."""
    import pipeline

    document = pipeline.curate(SENTENCE)
    concepts = [(entity.text, entity.concept) for entity in document.entities]
    expected = [("Hepatocellular carcinoma", "hepatocellular-carcinoma"), ("HCC", "hepatocellular-carcinoma")]
    assert concepts[:2] == expected, concepts
    shorts = [pair[:2] for pair in pipeline.abbreviations(document.text)]
    assert shorts == [("HCC", "Hepatocellular carcinoma")], shorts
    wrong = pipeline.check_pair("It is a hepatocellular carcinoma.", "Es un linfoma.")
    assert "pair/term" in [finding.check for finding in wrong], wrong


def translates(*, usable: bool) -> None:
    """An engine that is here translates; else the reason says how to get one."""
    import pipeline

    (one,) = pipeline.translate(["The liver is large."], engine="argos")
    assert bool(one.text) is usable, one
    assert usable or "python -m pipeline install en es" in str(one.withheld), one


def installs(package: Path) -> None:
    """A package is installed from a file; an index that does not answer is told in one line."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "install", "en", "es"],
        env=os.environ | {"ARGOS_PACKAGE_INDEX": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "--from FILE.argosmodel" in done.stderr, done.stderr
    done = command("install", "en", "es", "--from", package)
    assert done.returncode == 0, done.stderr


def runs() -> None:
    """A folder that holds nothing but raw/ gets its bundle, with concepts."""
    Path("raw").mkdir()
    Path("raw", "page.txt").write_text(SENTENCE + "\n", encoding="utf-8")
    done = command("run")
    assert done.returncode in (0, 1), done.stderr
    bundle = Path("curated", "page", "document.json").read_text(encoding="utf-8")
    assert "hepatocellular-carcinoma" in bundle, bundle
    assert Path("curated", "page", "es.json").is_file(), done.stdout


def main(folder: Path, package: Path) -> None:
    """All probes, in the order in which a stranger would come to them."""
    os.chdir(folder)
    os.environ["HOME"] = os.devnull  # a user's own packages must not count, and a home may be closed to writing
    here = [name for name in LEFT_OUT if find_spec(name)]
    assert not here, here
    import pipeline

    assert Path(pipeline.__file__).is_relative_to(sys.prefix), pipeline.__file__
    curates()
    translates(usable=False)
    installs(package)
    translates(usable=True)
    runs()
    print(f"The wheel serves an empty folder with Python {sys.version.split()[0]}.")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
