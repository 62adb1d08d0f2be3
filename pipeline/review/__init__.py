"""The page on which people review translations and answer findings in the sources.

A server on this machine, for one person by default. It shows what the last run knows and what stands in the XLIFF files
at this moment, and writes the same files by the same code as everything else; the next run brings the bundle up to
date.
"""
