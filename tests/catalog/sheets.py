"""Files as people upload them, for tests."""

import csv
import io
import json

import openpyxl


def upload(content, name):
    file = io.BytesIO(content)
    file.name = name
    return file


def json_file(*records):
    return upload(json.dumps({"meta": {}, "offerings": list(records)}, default=str).encode(), "services.json")


def csv_file(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return upload(text.getvalue().encode("utf-8-sig"), "services.csv")


def xlsx_file(*rows):
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return upload(content.getvalue(), "services.xlsx")


def record(number, **fields):
    """A service of office AAA as an import file names it."""
    return {
        "id": f"service-{number}",
        "offering_mao": "AAA",
        "title": f"Service {number}",
        "description": "One small boat.",
        "category": "Livelihood",
        "service_type": "other",
    } | fields
