"""The best mentor for every apprentice, as a plan with its proof."""
