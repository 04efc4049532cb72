"""A document file that an editor got wrong is refused with the line and the remedy."""

from pathlib import Path

import pytest

from policy_kb.errors import DataFileError
from policy_kb.parsing import load_document

GOOD = '---\ntitle: 某某方案\nissuer: 某某县人民政府\nregion: "140431"\nstate: issued\nissued_on: 2019-04-15\n---\n一、目标\n完成任务。\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "some-2019.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_text_below_the_front_matter_stays_as_it_was_written(tmp_path: Path) -> None:
    document = load_document(write(tmp_path, GOOD))
    assert document.source == "一、目标\n完成任务。\n"
    assert document.slug == "some-2019"


@pytest.mark.parametrize(
    ("wrong", "line", "problem"),
    [
        (GOOD.removeprefix("---\n"), 1, "front matter is missing"),
        (GOOD.replace("title: 某某方案\n", ""), 1, "`title` is missing"),
        (GOOD.replace("2019-04-15", "今年"), 6, "`issued_on` is no date"),
        (GOOD.replace("state: issued", "state: 有效"), 5, "`state` is 有效"),
        (GOOD.replace('"140431"', '"1404"'), 4, "no division code"),
        (GOOD.replace("issuer:", "author: x\nissuer:"), 3, "the key `author` is unknown"),
        (GOOD.replace("title: 某某方案", "title: [某某"), 3, "no YAML"),
        (GOOD.split("一、", maxsplit=1)[0], 7, "has no text"),
    ],
)
def test_a_wrong_front_matter_names_file_line_problem_and_remedy(tmp_path: Path, wrong: str, line: int, problem: str) -> None:
    path = write(tmp_path, wrong)
    with pytest.raises(DataFileError) as refused:
        load_document(path)
    assert problem in str(refused.value)
    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert refused.value.hint
