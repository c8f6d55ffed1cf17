import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.eoffice.letters import bodies
from services.eoffice.letters.kinds import kinds

TAG = re.compile(r"<\s*/?\s*([a-zA-Z0-9]+)")
PIECES = st.sampled_from(
    ["<p>", "</p>", "<script>", "</script>", "<img src=x onerror=y>", "<td colspan=2>", "<b", ">",
     "<style>", "&lt;", "javascript:", "<a href='javascript:x'>", "<!--", "-->", "<svg onload=x>",
     "<math>", "<iframe src=//x>", "kata", " ", '"', "'", "<p style='background:url(x)'>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=15).map("".join))
def test_only_what_is_allowed_stays_and_cleaning_again_changes_nothing(text):
    kept = bodies.clean(text)
    assert {tag.lower() for tag in TAG.findall(kept)} <= bodies.TAGS
    assert not re.search(r"<[^>]*\b(on\w+|style|href|src|class)\s*=", kept)
    assert bodies.clean(kept) == kept


def test_what_is_said_stays_and_what_runs_goes():
    assert bodies.clean("<div>Isi <i>miring</i></div><script>x()</script>") == "Isi <i>miring</i>"


@pytest.mark.parametrize("kind", kinds())
def test_the_first_text_of_each_kind_is_clean(kind):
    assert bodies.clean(kinds()[kind].body) == kinds()[kind].body


def test_paragraphs_are_the_text_of_blocks():
    body = "<p>Satu &amp; <b>dua</b></p><ul><li>tiga</li><li>  </li></ul>empat<br>lima"
    assert bodies.paragraphs(body) == ["Satu & dua", "tiga", "empat", "lima"]


def test_two_bodies_are_held_side_by_side():
    before = "<p>sama</p><p>rapat hari Senin</p><p>hilang</p>"
    after = "<p>sama</p><p>rapat hari Selasa pagi</p>"
    assert bodies.compare(before, after) == [
        {"change": "same", "parts": [["same", "sama"]]},
        {
            "change": "changed",
            "parts": [["same", "rapat hari"], ["removed", "Senin"], ["added", "Selasa pagi"]],
        },
        {"change": "removed", "parts": [["removed", "hilang"]]},
    ]
    assert bodies.compare("", "<p>baru</p>") == [{"change": "added", "parts": [["added", "baru"]]}]
    assert bodies.compare(before, before)[0]["change"] == "same"


@given(st.text(alphabet="ab <>p/", max_size=60), st.text(alphabet="ab <>p/", max_size=60))
def test_a_comparison_holds_both_bodies_whole(one, two):
    before, after = bodies.clean(f"<p>{one}</p>"), bodies.clean(f"<p>{two}</p>")
    parts = [part for line in bodies.compare(before, after) for part in line["parts"]]
    old = " ".join(text for change, text in parts if change in {"same", "removed"})
    new = " ".join(text for change, text in parts if change in {"same", "added"})
    assert sorted(old.split()) == sorted(" ".join(bodies.paragraphs(before)).split())
    assert sorted(new.split()) == sorted(" ".join(bodies.paragraphs(after)).split())
