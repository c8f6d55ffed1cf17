"""What is written on a scan, by OCRmyPDF with Tesseract's Indonesian, where both are installed.

The scan is read, never changed: what is kept stays byte for byte. A PDF with a signature is left
alone. A program of its own does it, with bounds on time, processor time and memory, so that a scan
made to hurt ends its reader and nothing else.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from services.eoffice.incoming.domain import sniff

READ, EMPTY, SIGNED, FAILED = "read", "empty", "signed", "failed"
PDF = "application/pdf"
SECONDS, CPU_SECONDS, MEMORY = 180.0, 240, 2 << 30
PAGE_SECONDS, MOST_MEGAPIXELS = "60", "100"
LONGEST = 200_000  # characters that are kept: as many as search goes through
TOOLS = ("ocrmypdf", "tesseract", "prlimit", "nice")
LANGUAGE = "ind"
_SKIPPED = re.compile(r"\[OCR skipped on page\(s\) [^\]]*\]")
_BLANKS = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class Found:
    """What came of reading a scan: its state, and its text where there is one."""

    state: str
    text: str | None = None


@functools.cache
def is_installed() -> bool:
    """Tell whether what reads scans is on this machine, with its Indonesian."""
    if not all(shutil.which(tool) for tool in TOOLS):
        return False
    asked = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False
    )
    return LANGUAGE in asked.stdout.split()


def is_signed(scan: bytes) -> bool:
    """Tell whether it is a PDF with a signature, whose range of bytes stands in clear in any."""
    return b"/ByteRange" in scan


def read(scan: bytes, seconds: float = SECONDS) -> Found:
    """Return what is written on a scan; never raises for what the scan is."""
    if is_signed(scan):
        return Found(SIGNED)
    kind = sniff(scan)
    with tempfile.TemporaryDirectory(prefix="kendali-ocr-") as folder:
        source, text, made = (Path(folder, name) for name in ("scan", "text.txt", "read.pdf"))
        source.write_bytes(scan)
        if not _run(_command(kind, source, text, made), seconds):
            return Found(FAILED)
        said = _plain(text, source if kind == PDF else None)
    return Found(READ, said) if said else Found(EMPTY)


def _command(kind: str, source: Path, text: Path, made: Path) -> list[str]:
    bounds = ["nice", "-n", "15", "prlimit", f"--as={MEMORY}", f"--cpu={CPU_SECONDS}"]
    words = ["ocrmypdf", "--quiet", "--language", LANGUAGE, "--jobs", "1", "--sidecar", str(text)]
    words += ["--optimize", "0", "--output-type", "pdf", "--tesseract-timeout", PAGE_SECONDS]
    words += ["--max-image-mpixels", MOST_MEGAPIXELS]
    how = ["--skip-text"] if kind == PDF else ["--image-dpi", "300"]
    return [*bounds, *words, *how, str(source), str(made)]


def _run(words: list[str], seconds: float) -> bool:
    """Run it in a session of its own, whose programs end with it; tells whether it succeeded."""
    quiet = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    environ = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    ran = subprocess.Popen(words, start_new_session=True, env=environ, **quiet)  # type: ignore[call-overload]
    try:
        return bool(ran.wait(seconds) == 0)
    except subprocess.TimeoutExpired:
        return False
    finally:
        with suppress(ProcessLookupError):
            os.killpg(ran.pid, signal.SIGKILL)
        ran.wait(10)


def _plain(sidecar: Path, pdf: Path | None) -> str:
    """Return the text: what a machine read, after what stands in the PDF as text already."""
    said = [sidecar.read_text("utf-8", "replace") if sidecar.exists() else ""]
    if pdf is not None and shutil.which("pdftotext"):
        with suppress(subprocess.SubprocessError):
            done = subprocess.run(
                ["prlimit", f"--as={MEMORY}", "pdftotext", str(pdf), "-"],
                capture_output=True, timeout=30, check=False,
            )  # fmt: skip
            said.insert(0, done.stdout.decode("utf-8", "replace"))
    whole = _SKIPPED.sub("", "\n".join(said)).replace("\f", "\n").replace("\0", "")
    lines = (_BLANKS.sub(" ", line).strip() for line in whole.splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST]
