"""The diagrams in the document are those of the tables."""

from pathlib import Path

import pytest

from spinlab_pad.lab.diagram import BEGIN, END, diagrams, document, main
from spinlab_pad.lab.transitions import ALL, MODES

DOCUMENT = Path(__file__).parents[2] / "docs" / "architecture.md"


def test_the_document_shows_the_tables_as_they_are():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == document(text), "run `python -m spinlab_pad.lab.diagram docs/architecture.md`"


def test_every_mode_and_every_trigger_is_shown():
    shown = diagrams()
    assert all(f"### {name}\n" in shown for name in MODES)
    assert [item.trigger for item in ALL if item.trigger not in shown] == []


def test_rows_between_the_same_two_states_are_one_arrow():
    lines = diagrams().splitlines()
    assert "  playing --> waiting : strayed, jumped, detached, retry, skip" in lines
    assert "  [*] --> waiting : start_cold_fill" in lines
    assert "  any_state --> idle : stop_cold_fill" in lines
    assert "  cold_fill --> idle : filled, stop_cold_fill" in lines
    arrows = [
        line.partition(" : ")[0]
        for line in diagrams().split("### cold_fill")[1].split("### ")[0].splitlines()
        if "-->" in line
    ]
    assert len(arrows) == len(set(arrows))


def test_a_document_without_their_place_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "x.md"
    file.write_text("nothing")
    with pytest.raises(ValueError, match="are missing"):
        main([str(file)])
    assert file.read_text() == "nothing"
    file.write_text(f"a\n{BEGIN}\nold\n{END}\nb\n")
    main([str(file)])
    assert file.read_text() == f"a\n{BEGIN}\n\n{diagrams()}\n{END}\nb\n"
    main([])
    assert capsys.readouterr().out == diagrams() + "\n"
