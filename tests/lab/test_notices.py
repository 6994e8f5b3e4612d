from spinlab_pad.lab.notices import LIMIT, SHOWN_MS, TEXT_MAX, Notices


def texts(notices: Notices, now_ms: int) -> list[str]:
    return [notice.text for notice in notices.current(now_ms)]


def test_a_new_notice_replaces_the_old_one_of_the_same_cause():
    notices = Notices()
    notices.tell("a", "info", "first", 0)
    notices.tell("b", "info", "other", 1)
    notices.tell("a", "info", "second", 2)
    assert texts(notices, 3) == ["other", "second"]


def test_a_notice_goes_after_a_while_and_a_lasting_one_when_its_cause_goes():
    notices = Notices()
    notices.tell("short", "info", "short", 0)
    notices.tell("long", "warn", "long", 0, lasting=True)
    assert texts(notices, SHOWN_MS + 1) == ["long"]
    notices.clear("long")
    assert texts(notices, SHOWN_MS + 1) == []


def test_a_flood_keeps_the_newest():
    notices = Notices()
    for number in range(LIMIT + 5):
        notices.tell(str(number), "info", str(number), 0)
    assert texts(notices, 1) == [str(number) for number in range(5, LIMIT + 5)]


def test_a_flood_does_not_wash_a_lasting_notice_away():
    notices = Notices()
    notices.tell("connection", "error", "the emulator has gone", 0, lasting=True)
    for number in range(LIMIT + 5):
        notices.tell(str(number), "info", str(number), 0)
    shown = texts(notices, 1)
    assert "the emulator has gone" in shown
    assert len(shown) == LIMIT
    assert shown[-1] == str(LIMIT + 4)


def test_a_very_long_text_is_cut():
    notices = Notices()
    notices.tell("a", "info", "x" * 10_000, 0)
    assert texts(notices, 1) == ["x" * TEXT_MAX]
