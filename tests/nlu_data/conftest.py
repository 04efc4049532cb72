"""What the tests of Rasa's side share; they run in nlu_data/.venv and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu_data.server import light_start, quiet

ROOT = Path(__file__).parents[2]
quiet.make_rasa_quiet()
light_start.leave_unused_libraries_out()


@pytest.fixture(scope="session")
def vocabulary():
    """Return the words of the trade."""
    from nlu_data.components.reading.vocabulary import load_vocabulary

    return load_vocabulary()


@pytest.fixture(scope="session")
def read(vocabulary):
    """Return a function that reads a sentence into spans of the sentence as typed."""
    from nlu_data.components import words
    from nlu_data.components.reading.normal_text import normalise
    from nlu_data.components.reading.reader import in_original, read_facts

    def reading(text):
        normal = normalise(text)
        borders = {border for piece in words.cut(normal.text) for border in piece}
        return [in_original(normal, span) for span in read_facts(normal, borders, vocabulary)]

    return reading


@pytest.fixture(scope="session")
def tokenizer():
    """Return our tokenizer as Rasa builds it."""
    from nlu_data.components.tokenizer import ChineseTokenizer

    return ChineseTokenizer(ChineseTokenizer.get_default_config())


@pytest.fixture(scope="session")
def examples():
    """Return every training example as (intent, text), in file order."""
    from ruamel.yaml import YAML

    found = []
    for path in sorted((ROOT / "nlu_data/dialogue/topics").glob("*.yml")):
        for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [(block["intent"], line[2:].strip()) for line in block["examples"].splitlines() if line.strip()]
    return found


@pytest.fixture(scope="session")
def postgres():
    """Run a PostgreSQL of our own, where its programs are installed."""
    from tests import postgres

    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed here")
    with postgres.running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """Return the address of a database of the test's own, as the app writes it."""
    return request.getfixturevalue("postgres") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'trackers.db'}"
