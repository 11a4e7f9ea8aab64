"""The audit: asks every check what the policy demands, and collects the findings."""
