"""Borders: the blanks, stops and commas between words and sentences, lost, stray or misplaced."""
