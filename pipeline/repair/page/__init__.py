"""Page: what a web page or a mail program sets around a text."""
