"""Markup: tags, templates and comments that a page's software or a converter left in a text."""
