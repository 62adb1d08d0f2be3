"""Checks on names: the glossary's terms, drugs, stages and codes."""

from pipeline.rules import PairCheck

CHECKS: tuple[PairCheck, ...] = ()
