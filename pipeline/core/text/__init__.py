"""Texts as strings: what is folded, found and quoted in them."""
