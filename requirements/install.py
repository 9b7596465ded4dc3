"""Makes .venv and installs what requirements/<name>.txt lists. Runs on any Python, to say which one is needed.

uv is quick, so it is fetched first; where it cannot work, pip does the same. Nothing happens when nothing changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(os.path.dirname(HERE), ".venv")
PYTHON = os.path.join(VENV, "bin", "python")

if sys.version_info < (3, 11):
    sys.exit("OOBC Portal needs Python 3.11 or newer; this one is {}.{}.".format(*sys.version_info[:2]))


def main() -> None:
    for name in sys.argv[1:]:
        requirements = os.path.join(HERE, name + ".txt")
        stamp = os.path.join(VENV, ".installed-" + name)
        if not works(PYTHON) or read(stamp) != digest(requirements):
            install(requirements)
            with open(stamp, "w") as file:
                file.write(digest(requirements))


def works(python: str) -> bool:
    """Whether that is a Python new enough."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return os.path.exists(python) and subprocess.run([python, "-c", check]).returncode == 0


def install(requirements: str) -> None:
    if not works(PYTHON):
        make_environment()
    print("Installing", os.path.relpath(requirements), "…", flush=True)
    pip = [*pip_command(), "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"]
    if subprocess.run([*pip, os.path.join(HERE, "uv.txt")]).returncode == 0:
        uv = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--requirement"]
        if subprocess.run([*uv, requirements], env=uv_environment()).returncode == 0:
            return
    print("uv does not work here; pip takes its place, which is slower.", flush=True)
    if subprocess.run([*pip, requirements]).returncode != 0:
        sys.exit("The packages could not be installed; see above why.")


def make_environment() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    has_pip = subprocess.run([sys.executable, "-c", "import ensurepip"], stderr=subprocess.DEVNULL).returncode == 0
    options = [] if has_pip else ["--without-pip"]
    subprocess.run([sys.executable, "-m", "venv", *options, VENV], check=True)


def pip_command() -> list[str]:
    """The environment's own pip, or, where Python comes without one for environments (Debian), the system's."""
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return [PYTHON, "-m", "pip"]
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    sys.exit("This Python has neither venv's pip nor pip. On Debian and Ubuntu: apt install python3-venv")


def uv_environment() -> dict[str, str]:
    """What pip was told about where packages come from, in uv's words."""
    environment = dict(os.environ)
    names = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "cert": "SSL_CERT_FILE"}
    listing = subprocess.run([*pip_command(), "config", "list"], capture_output=True, text=True).stdout
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        name = names.get(key.rpartition(".")[2])
        if name:
            environment.setdefault(name, value.strip("'\""))
    return environment


def digest(requirements: str) -> str:
    with open(requirements, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read(path: str) -> str:
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


if __name__ == "__main__":
    main()
