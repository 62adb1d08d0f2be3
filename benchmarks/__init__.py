"""Programs that measure how right and how fast the pipeline is; each fails beyond its limits."""
