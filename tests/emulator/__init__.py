import pytest

pytest.register_assert_rewrite("tests.emulator.contract", "tests.emulator.harness", "tests.emulator.watch")
