"""Reading sentences: what is known of each language, and the one reading that all rules about meaning share."""
