"""The tests. A package of its own, since argostranslate installs another one of this name."""
