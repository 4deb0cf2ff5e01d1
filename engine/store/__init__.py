"""The only SQL. One file per aggregate: its table and the functions that query it.

Every function takes the open `Transaction` first and sees one partnership only.
"""
