"""Balanced groups: old and new, strong and weak spread, as a plan with its proof."""
