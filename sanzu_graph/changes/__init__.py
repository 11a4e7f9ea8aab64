"""Changes: one small frozen class each, from an organisation to the one made of it.

Importing a module registers its changes; `registry.all_changes` imports every module.
"""
