import itertools

from hypothesis import given
from hypothesis import strategies as some

from tenant_site.matters.numbers import numbers_in, spans_of


def test_neighbours_are_told_as_one_span() -> None:
    assert [str(span) for span in spans_of([9, 3, 4, 5, 3, 11])] == ["3-5", "9", "11"]
    assert spans_of([]) == []


@given(some.sets(some.integers(1, 60)))
def test_spans_hold_exactly_the_numbers_they_were_made_of(numbers: set[int]) -> None:
    spans = spans_of(numbers)
    assert numbers_in(map(str, spans)) == numbers
    assert all(one.last + 1 < two.first for one, two in itertools.pairwise(spans))
