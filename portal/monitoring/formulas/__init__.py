"""The arithmetic of planning and budgeting: plain functions of plain values, which know no database.

Money is ``Decimal`` pesos. What cannot be computed is ``None``, never zero. Ratios are not clipped. Each module names
the definition it follows; the golden cases hold them all.
"""
