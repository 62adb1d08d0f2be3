"""What every room may use: the records, their edits, files, settings, messages."""
