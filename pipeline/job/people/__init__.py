"""What people do with translations: approve, bring in what was done elsewhere, prove who did what."""
