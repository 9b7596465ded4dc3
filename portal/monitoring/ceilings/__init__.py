"""Ceilings in use: what is taken of them, the gate for changes of money, and the screen that watches them."""
