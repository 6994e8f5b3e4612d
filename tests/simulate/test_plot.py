from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

from spinlab_pad.simulate import summarise
from spinlab_pad.simulate.plot import HEIGHT, LABEL_PX, WIDTH, svg
from tests.simulate.test_summary import CHOSEN, THREE

SVG = "{http://www.w3.org/2000/svg}"


def drawn() -> ET.Element:
    return ET.fromstring(svg(summarise(THREE, CHOSEN)))


def test_every_policy_but_the_oracle_is_a_line_with_a_band_and_its_name() -> None:
    root = drawn()
    assert len(root.findall(f"{SVG}polyline")) == len(root.findall(f"{SVG}polygon")) == 2
    names = [text.text for text in root.findall(f"{SVG}text") if "name" in text.get("class", "")]
    assert names == ["round_robin 62 %", "greedy + kalman 55 %"]


def test_a_line_lies_where_its_share_is() -> None:
    root = drawn()
    marks = {text.text: float(text.get("y", "0")) - 4 for text in root.findall(f"{SVG}text")}
    line = root.findall(f"{SVG}polyline")[1]
    x, y = map(float, line.get("points", "").split()[-1].split(","))
    share = (marks["0 %"] - y) / (marks["0 %"] - marks["100 %"])
    assert abs(share - 0.55) < 0.005
    end = next(text for text in root.findall(f"{SVG}text") if text.text == "20")
    assert abs(x - float(end.get("x", "0"))) < 0.2


def test_names_do_not_lie_on_each_other_nor_outside() -> None:
    same = [one for one in THREE if one.job.number == 0 and one.job.world == "kaizo"]
    root = ET.fromstring(svg(summarise(same, CHOSEN)))
    places = sorted(float(text.get("y", "0")) for text in root.findall(f"{SVG}text") if "name" in text.get("class", ""))
    assert all(after - before >= LABEL_PX - 0.2 for before, after in pairwise(places))
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.get("y", "0")) < HEIGHT
        assert 0 < float(text.get("x", "0")) < WIDTH


def test_ink_follows_the_readers_colour_scheme() -> None:
    style = drawn().find(f"{SVG}style")
    assert style is not None
    light, dark = (style.text or "").split("@media (prefers-color-scheme: dark)")
    assert ".ink { fill: #1f2328; }" in light
    assert ".ink { fill: #f0f3f6; }" in dark
    assert all(f".c{number} {{" in part for number in range(2) for part in (light, dark))
