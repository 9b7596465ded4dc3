"""Compiles one document; ``pdf.py`` starts it as a process of its own.

The compiler keeps what it has computed for the next ten documents, a hundred megabytes each. A process that ends
gives all of it back, and one that takes too long can be stopped. Without Django it starts in a twentieth of a second.
"""

import json
import sys
from typing import Any

import fontpkg
import typst


def main() -> None:
    order: dict[str, Any] = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(document(order))


def document(order: dict[str, Any]) -> bytes:
    folders = {fontpkg.path(family).parent for family in order["fonts"]}
    compiler = typst.Compiler(
        order["template"],
        root=order["root"],
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=sorted(folders)),
        sys_inputs={"facts": json.dumps(order["facts"]), "fonts": json.dumps(order["fonts"])},
    )
    try:
        made = compiler.compile(format="pdf", timestamp=order["made_at"], pdf_standards=["ua-1"])
    except typst.TypstError:
        # PDF/UA refuses a document with one sign that no font has. It is still tagged without that mark.
        made = compiler.compile(format="pdf", timestamp=order["made_at"])
    assert isinstance(made, bytes)  # noqa: S101 - a list only for pictures
    return made


if __name__ == "__main__":
    main()
