from tests.tree import README, tree


def test_the_map_shows_the_package_as_it_is() -> None:
    assert tree() in README.read_text(encoding="utf-8"), "run `python -m tests.tree`"
