"""What a signed letter costs beside the bare pyHanko call, and whether memory stays flat.

The floor is pyHanko alone on a PDF that is there already; ours lays the letter out, signs it and
checks the signature, in the process that a signing has beside its service.
"""

from __future__ import annotations

import io
import time
from dataclasses import replace

import psutil
from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from services.eoffice.signing.engine import Engine
from services.eoffice.signing.keys import LOCAL, SigningKey
from services.eoffice.signing.rendering import render
from services.eoffice.signing.terms import Signing
from tests.bench import harness
from tests.bench.harness import Sample
from tests.signing import PASSPHRASE, issuing, official, terms
from tests.unit.eoffice.test_rendering import SIGNED

LETTERS, WARM, RENDERINGS = 100, 100, 1000
MOST_GROWTH = 0.10
PARAGRAPH = "<p>Sehubungan dengan hal tersebut, arus kendaraan berat dialihkan.</p>"
SHEET = replace(SIGNED, body_html=PARAGRAPH * 12)
SIGNING = Signing("Surat Dinas", "Pangkalpinang", "Pejabat")


def bare(pdf: bytes, signer: signers.Signer) -> None:
    meta = signers.PdfSignatureMetadata(
        field_name="Tanda tangan", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    signers.PdfSigner(meta, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))


def timed(do, times: int) -> Sample:
    found = []
    begun = time.perf_counter()
    for number in range(times):
        started = time.perf_counter()
        do(number)
        found.append(time.perf_counter() - started)
    return Sample(times, time.perf_counter() - begun, found)


def numbered(number: int):
    return replace(SHEET, number=f"600.1.9/{number:04}/DPU")


def speed(engine: Engine) -> list[tuple[str, str, str, str]]:
    kept, pdf = official(), render(SHEET)
    key = SigningKey(LOCAL, "Pejabat", kept.certificate, kept.keys)
    signer = signers.SimpleSigner.load_pkcs12_data(
        kept.keys, [x509.Certificate.load(issuing().certificate)], PASSPHRASE.encode()
    )

    def ours(number: int) -> None:
        made = engine.sign(numbered(number), key, PASSPHRASE, terms(), SIGNING)
        assert engine.inspect(made, terms()).good

    ours(0)  # its libraries are loaded then
    shares = (LETTERS // harness.ROUNDS,)
    project, floor = harness.alternate(
        lambda: timed(ours, *shares), lambda: timed(lambda _: bare(pdf, signer), *shares)
    )
    rows = []
    for name, samples in (("rendered, signed, checked", project), ("bare pyHanko call", floor)):
        p50 = harness.median(samples, lambda one: one.percentile(0.5))
        p95 = harness.median(samples, lambda one: one.percentile(0.95))
        rows.append((name, f"{p50:.0f} ms", f"p95 {p95:.0f} ms", ""))
    total = sum(one.seconds for one in project)
    return [*rows, (f"{LETTERS} letters of a list", f"{total:.1f} s", "", "")]


def memory(engine: Engine, renderings: int = RENDERINGS) -> tuple[str, str, str, str]:
    """Hold the most memory of the last hundred renderings against that of the first."""
    peaks: list[int] = []
    for number in range(renderings):
        engine.render(numbered(number))
        if number % WARM == 0:
            peaks.append(0)
        peaks[-1] = max(peaks[-1], psutil.Process(engine.pid).memory_info().rss)
    grown = peaks[-1] / peaks[0] - 1
    return (
        f"most memory in the last {WARM} of {renderings} renderings, beside the first",
        f"{peaks[0] / 2**20:.0f} MB {grown:+.1%}",
        f"≤ {MOST_GROWTH:+.0%}",
        harness.verdict(grown <= MOST_GROWTH),
    )


def main() -> None:
    with Engine() as engine:
        harness.show("Signing letters", [*speed(engine), memory(engine)])


if __name__ == "__main__":
    main()
