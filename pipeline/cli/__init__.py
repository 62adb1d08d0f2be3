"""What stands behind the commands: the terminal, lists of findings, the glossary's commands."""
