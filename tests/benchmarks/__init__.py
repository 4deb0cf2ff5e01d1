"""How fast the engine is on the reference workload, beside stock SpiffWorkflow and beside bare transactions.

Run by `python3 dev.py bench [--quick] [--json FILE]`. Nothing here is a timed assertion; `docs/performance.md` tells
what was measured and what limits it.
"""
