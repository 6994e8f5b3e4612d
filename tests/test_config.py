from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.config import Config, ConfigError, keys, load_config, parse_config

EXAMPLE = Path(__file__).parents[1] / "config.example.yaml"


def test_the_example_holds_every_key_with_its_default():
    text = EXAMPLE.read_text("utf-8")
    assert parse_config(text, "example") == Config()
    for key in keys():
        assert f"  {key.split('.')[1]}:" in text


def test_what_is_not_named_keeps_its_default():
    config = parse_config("network:\n  nci_port: 55356\npractice:\n", "c.yaml")
    assert config == replace(Config(), network=replace(Config().network, nci_port=55356))


def test_off_needs_no_quotes():
    assert parse_config("practice:\n  rating: off", "c.yaml").practice.rating == "off"


def test_a_whole_number_will_do_for_a_number():
    assert parse_config("overlay: {scale: 2}", "c.yaml").overlay.scale == 2.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("netwrk:\n  x: 1", "c.yaml, line 1: unknown key netwrk; did you mean network?"),
        ("network:\n  nci_prt: 1", "c.yaml, line 2: unknown key network.nci_prt; did you mean network.nci_port?"),
        ("network:\n  zzz: 1", "known here: host, nci_host, nci_port, dashboard_port, token"),
        ("game:\n  category: ' '", "line 2: game.category must be 1 to 40 characters that can be shown"),
        (f"game:\n  category: {41 * 'x'}", "line 2: game.category must be 1 to 40 characters that can be shown"),
        ("network: 5", "line 1: network must hold keys"),
        ("- 1", "line 1: the file must hold keys"),
        ("a: [", "not valid YAML"),
        ("\x00", "not valid YAML"),
        ("network:\n  nci_port: 0", "must be a whole number 1 to 65535, not 0"),
        ("network:\n  nci_port: true", "must be a whole number"),
        ("network:\n  nci_port: !!int x", "line 2: network.nci_port can't be read"),
        ("practice:\n  rating: maybe", "must be one of after, pause, off, not 'maybe'"),
        ("overlay:\n  scale: .nan", "must be a number 0.5 to 3"),
        ("overlay:\n  enabled: 1", "must be true or false"),
        ("data:\n  dir: 5", "must be text"),
        ("data:\n  dir: a\n  dir: b", "line 3: data.dir stands twice"),
        ("data: {dir: !!python/object x}", "can't be read"),
        ("data: {dir: !!timestamp x}", "can't be read"),
        ("practice: {auto_advance_s: !!float ''}", "can't be read"),
        ("practice:\n  rating: no", "must be one of after, pause, off, not False"),
    ],
)
def test_a_wrong_configuration_names_line_and_remedy(text, says):
    with pytest.raises(ConfigError) as caught:
        parse_config(text, "c.yaml")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(ConfigError, match="give another file with --config"):
        load_config(tmp_path / "none.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_config(tmp_path / "binary.yaml")


def test_without_a_file_all_is_default():
    assert load_config(None) == Config()


@given(st.text())
def test_no_text_does_more_than_an_error(text):
    says = ""
    try:
        parse_config(text, "c.yaml")
    except ConfigError as error:
        says = str(error)
    assert not says or says.startswith("c.yaml")
