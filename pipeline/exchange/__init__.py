"""Files that people and other programs exchange with the pipeline."""
