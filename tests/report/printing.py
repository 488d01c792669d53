"""Prints a report with a headless browser, to count its pages."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

_QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


def printed_pages(browser: str, html: str, folder: Path) -> int:
    """The number of pages of the printed report."""
    source, target = folder / "report.html", folder / "report.pdf"
    source.write_text(html, encoding="utf-8")
    command = [browser, *_QUIET, f"--user-data-dir={folder / 'profile'}"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return len(re.findall(rb"/Type\s*/Page\b", target.read_bytes()))


def summary_only(html: str) -> str:
    """The report without what follows the first screen."""
    return html.replace("</style>", "main > :not(#summary), body > footer { display: none; }\n</style>", 1)
