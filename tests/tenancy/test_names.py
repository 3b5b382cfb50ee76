import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.names import SCHEMA_NAME, is_schema_name, new_schema_name


@pytest.mark.parametrize("name", ["tenant1", "a", "t_k3x9", "user", "a" * 48])
def test_these_may_be_schemas(name: str) -> None:
    assert is_schema_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "1a", "_a", "A", "a-b", "a b", "a\n", "a;", "ñ", "a" * 49, "pg_x", "public",
     "information_schema", "pg_catalog", "../a", "%s", "a:b", "a\x00"],
)  # fmt: skip
def test_these_may_not(name: str) -> None:
    assert not is_schema_name(name)


@given(st.text(max_size=60))
def test_only_the_documented_shape_passes(name: str) -> None:
    assert not is_schema_name(name) or SCHEMA_NAME.fullmatch(name)


def test_new_names_are_opaque_and_never_repeat() -> None:
    names = {new_schema_name() for _ in range(1000)}
    assert len(names) == 1000
    assert all(is_schema_name(name) for name in names)
