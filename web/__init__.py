"""The browser's side of Referral Pathways: pages for caseworkers, and the command `pathways`.

It speaks to the engine only through its public API: commands, queries, errors and plain domain values.
"""
