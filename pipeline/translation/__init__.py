"""Machine translation: engines, choosing among their candidates, and what people wrote before."""
