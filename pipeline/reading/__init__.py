"""What the pipeline knows of the languages that it reads: a record for each, from one file."""
