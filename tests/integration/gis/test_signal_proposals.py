import pytest

from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea
from services.gis.signal.states import NotNext
from tests.integration.gis.layering import EDITOR, call, listed, who
from tests.integration.gis.signalling import at, box, spot


def move(gis, key, state, reason="", principal=EDITOR):
    asked = {"spot": key, "state": state, "reason": reason}
    return call(gis, "move_spot_proposal", principal, **asked)


def test_a_proposal_keeps_who_did_what_and_why(gis):
    key = spot(gis, box(106.1, -2.1), name="Dusun Air")
    for state in ("proposed", "surveyed", "approved", "built"):
        move(gis, key, state, f"surat {state}")
    told = move(gis, key, "on_air")
    assert told["proposal"] == "on_air"
    assert [act["state"] for act in told["acts"]][:2] == ["on_air", "built"]
    assert (told["acts"][-1]["reason"], told["acts"][-1]["who"]) == ("surat proposed", "Ani")
    [feature] = listed(gis, layer="blank_spots")["features"]
    assert feature["properties"]["proposal"] == "on_air"
    past = call(gis, "feature_history", layer="blank_spots", id=key)["items"]
    assert [one["feature"]["properties"]["proposal"] for one in past[:2]] == ["on_air", "built"]


def test_a_step_is_not_skipped_and_a_refusal_says_why(gis):
    key = spot(gis, box(106.1, -2.1))
    with pytest.raises(NotNext):
        move(gis, key, "approved")
    move(gis, key, "proposed")
    with pytest.raises(Invalid) as refused:
        move(gis, key, "refused")
    assert refused.value.errors[0].field == "reason"
    assert move(gis, key, "refused", "sudah ada menara")["proposal"] == "refused"
    assert move(gis, key, "proposed")["proposal"] == "proposed"


def test_a_place_that_was_asked_for_last_year_is_said_so(gis, database):
    old, new = spot(gis, at(106.1, -2.1), name="Lama"), spot(gis, at(106.105, -2.1), name="Baru")
    far = spot(gis, at(106.2, -2.1))
    for key in (old, new, far):
        move(gis, key, "proposed")
    assert call(gis, "get_spot_proposal", spot=new)["earlier"] == []
    database.execute("UPDATE gis.spot_acts SET at = at - interval '1 year' WHERE spot = %s", old)
    [earlier] = call(gis, "get_spot_proposal", spot=new)["earlier"]
    assert (earlier["spot"], earlier["name"], earlier["proposal"]) == (old, "Lama", "proposed")
    assert earlier["metres"] == pytest.approx(556, rel=0.005)
    assert call(gis, "get_spot_proposal", spot=far)["earlier"] == []


def test_proposals_are_listed_by_state_inside_the_area(gis):
    asked, unasked = spot(gis, box(106.1, -2.1)), spot(gis, box(106.2, -2.1))
    move(gis, asked, "proposed")
    gis.plan_stations()  # judges what signal the spots have
    for state, key in (("proposed", asked), ("open", unasked)):
        items = call(gis, "list_spot_proposals", state=state)["items"]
        assert [one["spot"] for one in items] == [key]
    elsewhere = who("operator", area="1971")  # no area holds these spots
    assert call(gis, "list_spot_proposals", elsewhere)["items"] == []
    with pytest.raises(OutsideArea):
        move(gis, asked, "surveyed", principal=elsewhere)
