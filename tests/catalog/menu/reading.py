"""What stands on a page, in a document or in a sheet, as its readers see it."""

import csv
import html
import io
import re

import openpyxl
import pypdf


def words_of_page(page):
    """All that a reader sees of an HTML page, tags taken out, and the addresses its links lead to."""
    addresses = " ".join(re.findall(r'href="([^"]*)"', page))
    return squeezed(html.unescape(re.sub(r"<[^>]+>", " ", page) + " " + addresses))


def squeezed(text):
    """Without spaces: where lines break is no part of what they say."""
    return "".join(text.split())


def document(content):
    return pypdf.PdfReader(io.BytesIO(content), strict=True)


def words_of_document(content):
    return squeezed(" ".join(page.extract_text() for page in document(content).pages))


def rows_of_csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def rows_of_xlsx(content):
    header, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [{name: value or "" for name, value in zip(header, row, strict=True)} for row in rows]


def text_of_xlsx(content):
    return " ".join(value for row in rows_of_xlsx(content) for value in row.values())
