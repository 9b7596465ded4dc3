"""The tests on every Python we support, each with the Django it resolves to: ``nox``, or ``nox -s tests-3.13``."""

import nox

nox.options.default_venv_backend = "uv|virtualenv"


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Everything of ``make test``."""
    session.install("--require-hashes", "-r", "requirements/dev.txt")
    session.run("pytest", *session.posargs)
