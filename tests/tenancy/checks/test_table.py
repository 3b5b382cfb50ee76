import re
from collections import Counter
from pathlib import Path

from tenancy import checks

FOLDER = Path(checks.__file__).parent


def test_every_code_stands_in_the_table_once_and_in_a_rule() -> None:
    table = re.findall(r"^(tenancy\.[EWI]\d{3})  ", str(checks.__doc__), re.M)
    given = re.findall(
        r'id="(tenancy\.[EWI]\d{3})"', "".join(file.read_text() for file in FOLDER.glob("*.py"))
    )
    assert max(Counter(table).values()) == 1
    assert set(table) == set(given)
