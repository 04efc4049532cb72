"""Messages are cut into words that mean something, at the places where they were typed."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message


def cut(tokenizer, text):
    return tokenizer.tokenize(Message.build(text), "text")


def test_words_of_the_trade_stay_whole(tokenizer):
    assert "建档立卡" in [t.text for t in cut(tokenizer, "啥叫建档立卡")]
    assert "退耕还林" in [t.text for t in cut(tokenizer, "退耕还林补助咋领")]


def test_blanks_are_no_words(tokenizer):
    assert [t.text for t in cut(tokenizer, "养 牛\n\t")] == ["养", "牛"]
    assert cut(tokenizer, "   ") == []


def test_offsets_lead_back_to_the_text_as_typed(tokenizer):
    text = "我 想 問 ２０２５ 補貼"
    tokens = cut(tokenizer, text)
    assert [text[token.start : token.end] for token in tokens if token.text in ("我", "想", "问")] == ["我", "想", "問"]
    assert text[tokens[-1].start : tokens[-1].end] == "補貼"


def test_full_width_digits_make_one_number(tokenizer):
    assert "2025" in [t.text for t in cut(tokenizer, "２０２５年")] or "2025年" in [t.text for t in cut(tokenizer, "２０２５年")]


def test_places_and_numbers_are_the_same_word_whichever_they_are(tokenizer):
    first = [t.lemma for t in cut(tokenizer, "沁源县养两头牛给多少")]
    second = [t.lemma for t in cut(tokenizer, "红河州养三头驴给多少")]
    assert first == second


def test_the_dictionary_is_loaded_once_and_from_a_folder_of_our_own(tokenizer):
    from nlu_data.components import words

    words.warm_up()
    assert words._cutter() is words._cutter()
    assert "fuwen-jieba-" in words._cutter().tmp_dir


def test_nothing_of_the_app_is_loaded_in_this_python():
    import sys

    import nlu_data.components.fact_reader
    import nlu_data.components.intent_classifier
    import nlu_data.components.tokenizer
    import nlu_data.server.run
    import nlu_data.server.tracker_store  # noqa: F401

    assert not {"bot", "actions", "policy_kb"} & set(sys.modules)
