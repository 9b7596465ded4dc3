"""A PDF with its small objects packed together, which makes a long tagged document half as large.

A tagged document says of every line what it is, each in an object of a hundred bytes. The compiler writes them one by
one; since PDF 1.5 they may stand compressed in object streams (ISO 32000-1, 7.5.7), with the table of contents of the
file as a stream too (7.5.8).
"""

import re
import struct
import zlib
from collections.abc import Iterator

A_STREAM = 200
FREE, PLAIN, PACKED = 0, 1, 2

TAIL = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref", re.DOTALL)
SIZE = re.compile(rb"/Size \d+")
OBJECT = re.compile(rb"(\d+) 0 obj\s+(.*?)\s*endobj\s*\Z", re.DOTALL)


def packed(pdf: bytes) -> bytes:
    """The same document; as it is where it has no plain table of contents, because then it is packed already."""
    tail = TAIL.search(pdf)
    table = TABLE.match(pdf, int(tail[1])) if tail else None
    trailer = TRAILER.search(pdf, table.end()) if table else None
    if not (table and trailer):
        return pdf
    return _Packing(pdf, table, trailer[1]).result()


class _Packing:
    def __init__(self, pdf: bytes, table: "re.Match[bytes]", trailer: bytes) -> None:
        self.pdf, self.table, self.trailer = pdf, table, trailer
        self.out = bytearray(pdf[: min(self._offsets(), default=table.start())])  # the header
        self.places: dict[int, tuple[int, int, int]] = {0: (FREE, 0, 0xFFFF)}
        self.next_number = int(table[1])

    def result(self) -> bytes:
        small = []
        for number, body in self._objects():
            if body.endswith(b"endstream"):
                self._write(number, body)
            else:
                small.append((number, body))
        for start in range(0, len(small), A_STREAM):
            self._pack(small[start : start + A_STREAM])
        self._write_table()
        return bytes(self.out)

    def _offsets(self) -> list[int]:
        start, count = self.table.end(), int(self.table[1])
        lines = (self.pdf[start + 20 * n : start + 20 * (n + 1)] for n in range(count))
        return sorted(int(line[:10]) for line in lines if line[17:18] == b"n")

    def _objects(self) -> Iterator[tuple[int, bytes]]:
        offsets = self._offsets()
        for start, end in zip(offsets, [*offsets[1:], self.table.start()], strict=True):
            found = OBJECT.match(self.pdf[start:end])
            if found is None:
                raise ValueError(f"No object at byte {start} of the document.")
            yield int(found[1]), found[2]

    def _write(self, number: int, body: bytes) -> None:
        self.places[number] = (PLAIN, len(self.out), 0)
        self.out += b"%d 0 obj\n%b\nendobj\n" % (number, body)

    def _pack(self, objects: list[tuple[int, bytes]]) -> None:
        index, bodies = [], b""
        for place, (number, body) in enumerate(objects):
            index.append(b"%d %d" % (number, len(bodies)))
            bodies += body + b"\n"
            self.places[number] = (PACKED, self.next_number, place)
        head = b" ".join(index) + b"\n"
        self._write_stream(b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head)), head + bodies)

    def _write_table(self) -> None:
        here = len(self.out)
        self.places[self.next_number] = (PLAIN, here, 0)
        size = self.next_number + 1
        rows = [struct.pack(">BIH", *self.places.get(number, (FREE, 0, 0))) for number in range(size)]
        facts = SIZE.sub(b"/Size %d" % size, self.trailer)
        predictor = b"/DecodeParms<</Predictor 12/Columns %d>>" % len(rows[0])
        self._write_stream(b"/Type/XRef/W[1 4 2]" + predictor + facts, _differences(rows))
        self.out += b"startxref\n%d\n%%%%EOF\n" % here

    def _write_stream(self, facts: bytes, content: bytes) -> None:
        compressed = zlib.compress(content, 9)
        head = b"<<%b/Filter/FlateDecode/Length %d>>" % (facts, len(compressed))
        self._write(self.next_number, b"%b\nstream\n%b\nendstream" % (head, compressed))
        self.next_number += 1


def _differences(rows: list[bytes]) -> bytes:
    """Each row as what it adds to the row above (PNG's filter 2), which compresses far better."""
    above = [bytes(len(rows[0])), *rows]
    pairs = zip(above, rows, strict=False)
    return b"".join(b"\2" + bytes((new - old) % 256 for old, new in zip(*pair, strict=True)) for pair in pairs)
