from tests.cms.conftest import _empty_caches, filipino_catalog, pages  # noqa: F401 - what public pages stand on
