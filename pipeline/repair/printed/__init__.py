"""Print-outs: what a printer sets above, below and between the lines of a text."""
