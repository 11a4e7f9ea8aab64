"""What can be wrong, one function per question.

Importing a family registers its checks; `registry.all_checks` imports every family.
"""
