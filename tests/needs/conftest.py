from tests.cms.conftest import pages

__all__ = ["pages"]
