"""What people look at: the report of a run, the pages of the glossary and of the documentation."""
