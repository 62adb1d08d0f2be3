# What an editor needs day by day. Text after "##" is what `make help` shows.
SHELL := /bin/sh
.DEFAULT_GOAL := run
.PHONY: run review kit test test-hard test-exports lint format accept eval eval-translation bench bench-translation check rules glossary glossary-report coverage report release clean help

PY := .venv/bin/python
# Options for the main job, e.g. make ARGS="--lang es --force"
ARGS ?=
# The Python to make .venv from, a path or a name; left out, the first 3.11, 3.12 or 3.13 on PATH that works
PYTHON ?=

# In these locales Python 3.11 and 3.12 would not even start from a folder with an umlaut in its name
ifneq ($(filter C POSIX,$(LC_ALL)),)
export LC_ALL := C.UTF-8
endif

# Stamps carry the content they stand for in their names, so that a changed date alone never causes work.
# A folder that was moved, a Python that has gone, or one that was asked for and is another makes .venv worthless.
READY := .venv/ready-$(shell (pwd; cat pyproject.toml requirements.lock) | cksum | tr ' ' -)
ENGINES := build/engines-$(shell cat settings.yaml 2>/dev/null | cksum | tr ' ' -)
READERS := build/readers-$(shell cksum <.ci/readers.txt | tr ' ' -)
$(shell test -x $(PY) || rm -f .venv/ready-*)
$(if $(PYTHON),$(shell grep -qsxF '$(PYTHON)' $(READY) || rm -f .venv/ready-*))

# Exit status 1 means that sentences wait for an editor; 2 and 3 are failures.
FINDINGS_ARE_NO_FAILURE = { status=$$?; [ $$status -eq 1 ] || exit $$status; }

run: $(READY) $(ENGINES)  ## set up where needed, then curate and translate everything in raw/
	@$(PY) -m pipeline run $(ARGS) || $(FINDINGS_ARE_NO_FAILURE)

review: $(READY)  ## open the page on which translations are reviewed and findings in the texts are answered
	@$(PY) -m pipeline review --open $(ARGS)

test: $(READY)  ## run the tests
	@$(PY) -m pytest $(ARGS)

test-hard: $(READY)  ## try runs that are killed or find the disk full at every step, and thousands of changes; takes long
	@HARD=1 $(PY) -m pytest tests/hard $(ARGS)

test-exports: $(READERS)  ## read every export by the readers of its format; fetches them on first use
	@rm -rf build/read && $(PY) -m tests.sample build/read
	@PYTHONPATH=. build/readers/bin/python .ci/readers.py build/read

lint: $(READY)  ## check style, types, spelling and the direction of imports
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy --strict --no-error-summary pipeline tests benchmarks .ci
	@.venv/bin/codespell
	@mkdir -p build; .venv/bin/lint-imports --no-logo --no-cache >build/imports.log || { cat build/imports.log; exit 1; }

format: $(READY)  ## put the program's source in its standard layout
	@.venv/bin/ruff check --quiet --fix . || true
	@.venv/bin/ruff format .

accept: $(READY)  ## write anew what follows from rules, checks and cases: docs, floors
	@PYTHONPATH=. $(PY) .ci/accept.py

eval: $(READY)  ## judge the repairs and checks by their cases; fails where a figure has fallen
	@$(PY) -m benchmarks.repair_eval $(ARGS)

bench: $(READY)  ## measure speed; fails above the limits
	@$(PY) -m benchmarks.walk
	@for file in benchmarks/*_speed.py; do $(PY) -m benchmarks.$$(basename $$file .py) $(ARGS) || exit 1; done

eval-translation: $(READY)  ## judge the engines on medical sentences: BLEU, chrF, terms, numbers, what is withheld
	@$(PY) -m benchmarks.translation_eval $(ARGS)

bench-translation: $(READY)  ## measure decoding against argostranslate and ctranslate2; takes minutes
	@$(PY) -m benchmarks.translation_bench $(ARGS)

check: $(READY)  ## list what the texts in raw/ still need from an editor
	@$(PY) -m pipeline check $(ARGS) || $(FINDINGS_ARE_NO_FAILURE)

kit: $(READY)  ## make a kit for a translator in OmegaT, e.g. make kit ARGS="--lang es"
	@$(PY) -m pipeline kit $(ARGS)

rules: $(READY)  ## list the rules and checks with their titles
	@$(PY) -m pipeline rules $(ARGS)

glossary: $(READY)  ## check glossary.yaml
	@$(PY) -m pipeline glossary check $(ARGS)

coverage: $(READY)  ## list words of the texts that look like terms and are not in the glossary
	@$(PY) -m pipeline glossary coverage raw $(ARGS)

glossary-report: $(READY)  ## make a searchable page of the glossary
	@$(PY) -m pipeline glossary report $(ARGS)

report: $(READY)  ## open the report of the last run in the browser
	@$(PY) -m pipeline report --open $(ARGS)

release: $(READY)  ## pack the bundle as a release: make release VERSION=1.4.0
	@$(PY) -m pipeline release '$(VERSION)' $(ARGS)

clean:  ## remove build/ (caches and reports; nothing of yours is in it)
	@rm -rf build

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

$(READY):
	@PYTHON='$(PYTHON)' sh .ci/setup $@

$(READERS): $(READY)
	@$(PY) -m venv --clear build/readers
	@build/readers/bin/python -m pip install --quiet --disable-pip-version-check -r .ci/readers.txt
	@rm -f build/readers-* && touch $@

$(ENGINES): $(READY)
	@$(PY) -m pipeline install || [ $$? -ne 2 ]
	@mkdir -p build && rm -f build/engines-* && touch $@
