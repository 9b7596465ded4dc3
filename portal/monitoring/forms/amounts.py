"""Pesos as people write them: the field stands in core, since recommendations ask for pesos too."""

from portal.core.amounts import PesosField

__all__ = ["PesosField"]
