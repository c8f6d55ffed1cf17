"""Who did what to a feature, told from the states that were replaced."""

from datetime import UTC, datetime

from services.gis.layers.acts import State, acts

AT = datetime(2024, 11, 27, tzinfo=UTC)


def _state(version, until, change="updated", who="Budi", how=None):
    return State(version, until, change, who, AT, f"v{version}", how, "Ani", AT)


def _told(*states, newer=None, more=False):
    return [(v, change, who, f) for v, change, who, _, f in acts(states, newer, more=more)]


def test_a_feature_that_was_never_changed_was_created():
    assert _told(_state(1, None)) == [(1, "created", "Ani", "v1")]


def test_each_act_is_told_by_the_state_that_it_replaced():
    assert _told(_state(3, None), _state(1, 3)) == [
        (3, "updated", "Ani", "v3"),
        (1, "created", "Ani", "v1"),
    ]


def test_a_deletion_is_an_act_without_a_feature():
    assert _told(_state(1, 2, "deleted")) == [
        (2, "deleted", "Budi", None),
        (1, "created", "Ani", "v1"),
    ]


def test_what_came_after_a_deletion_is_named_as_the_log_names_it():
    back = _state(5, None, how="restored")
    assert _told(back, _state(1, 2, "deleted")) == [
        (5, "restored", "Ani", "v5"),
        (2, "deleted", "Budi", None),
        (1, "created", "Ani", "v1"),
    ]


def test_a_change_of_many_that_kept_no_states_is_named_too():
    assert _told(_state(9, None, how="registered"), _state(4, 6, how="imported")) == [
        (9, "registered", "Ani", "v9"),
        (6, "updated", "Budi", None),
        (4, "imported", "Ani", "v4"),
    ]


def test_pages_tell_each_act_once():
    states = [_state(7, None), _state(4, 7), _state(2, 4), _state(1, 2)]
    whole = _told(*states)
    first = _told(*states[:3], more=True)
    second = _told(*states[2:], newer=4)
    assert first + second == whole
    assert [version for version, *_ in whole] == [7, 4, 2, 1]
