"""The figures of the status line say what is, and stay cheap."""

from __future__ import annotations

from datetime import timedelta

from inspector_app.casework import inspecting, standing


def test_figures_follow_what_is_recorded(desk):
    before = standing.standing(desk)
    made = inspecting.start(desk)
    inspecting.set_value(desk, made.id, "topic", "日常")
    after = standing.standing(desk)
    assert (before.inspections, after.inspections) == (0, 1)
    assert (after.under_way, after.unsent) == (1, 1)
    assert after.entries == before.entries + 2
    assert after.free > 0


def test_a_clock_that_was_set_back_is_told_until_it_has_caught_up(desk):
    now = desk.now()
    desk.clock = lambda: now
    made = inspecting.start(desk)
    assert not standing.standing(desk).behind
    desk.clock = lambda: now - timedelta(days=30)
    assert standing.standing(desk).behind
    inspecting.set_value(desk, made.id, "topic", "日常")
    assert standing.standing(desk).behind
    desk.clock = lambda: now + timedelta(seconds=1)
    assert not standing.standing(desk).behind


def test_length_of_the_journal_is_what_the_chains_add_up_to(desk):
    for _ in range(3):
        inspecting.start(desk)
    told = sum(desk.read.head(chain)[0] for chain in desk.vault.chains())
    assert standing.standing(desk).entries == told


def test_nothing_is_unsigned_before_anything_is_issued(desk):
    inspecting.start(desk)
    assert standing.unsigned(desk) == []


def test_the_number_of_the_vault_is_the_one_in_its_key_file(desk):
    number = standing.vault_id(desk)
    assert len(number) == 32
    assert number in (desk.vault.folder / "vault.keys").read_text("utf-8")
