"""The marks of the carrier are gone, the words and their order stay: markdown, full-width figures, page numbers, bars."""

from time import perf_counter

import pytest

from policy_kb.intake.formats.tidying import tidied
from policy_kb.model import DocumentMeta, NodeKind
from policy_kb.parsing import find_node, read_document

META = DocumentMeta("d", "某县办法", "某县人民政府", "140431")
MARKED = """# 某县人民政府关于印发《某县养蚕补助办法》的通知

某政发〔2023〕4号

## 一、标准

**（一）桑园。** 新栽桑园每亩补助320元。

**（二）设施。** 按下表执行：

| 设施 | 标准（元/间） |
| :--- | ---: |
| 蚕房 | 2600 |
| 大棚 | 1800 |

---

## 二、分工

- 县农业局：负责验收；
* 县财政局：负责拨付。
"""


def test_a_markdown_text_has_the_clauses_an_official_sees() -> None:
    document = read_document(META, tidied(MARKED))
    clauses = [n.clause for n in document.root.walk() if n.kind in (NodeKind.HEADING, NodeKind.TABLE_ROW, NodeKind.DASH)]
    assert clauses == ["一", "一（一）", "一（二）", "表第1行", "表第2行", "二", "二 第1项", "二 第2项"]
    titled = find_node(document, "一（一）")
    assert titled is not None
    assert (titled.title, titled.text) == ("桑园", "新栽桑园每亩补助320元。")


def test_no_sign_of_markdown_is_left_in_what_is_quoted() -> None:
    assert not set("#*|") & set(tidied(MARKED))


@pytest.mark.parametrize("number", ["— 3 —", "-3-", "第3页", "第 3 页 共 9 页", "3/9"])
def test_a_page_number_does_not_tear_the_sentence_around_it(number: str) -> None:
    source = f"（一）对种桑农户按每亩320元给\n\n{number}\n\n\n予补助。"
    assert tidied(source).replace("\n", "") == "（一）对种桑农户按每亩320元给予补助。"


def test_a_paragraph_after_a_page_number_stays_a_paragraph() -> None:
    assert tidied("按每亩320元补助。\n\n— 1 —\n\n（二）设施。") == "按每亩320元补助。\n\n（二）设施。"


def test_full_width_figures_are_written_like_all_others() -> None:
    assert tidied("某政发〔２０２３〕４号，补助３．５％，ＬＰＲ") == "某政发〔2023〕4号，补助3.5%，LPR"


def test_a_full_width_stop_after_a_number_stays_one() -> None:
    assert tidied("１．桑园") == "1．桑园"


def test_dashes_and_stars_in_a_text_without_markdown_are_left_alone() -> None:
    assert tidied("存栏1—4头的，每头补600元\n* 注：含本数") == "存栏1—4头的，每头补600元\n* 注：含本数"


def test_a_heading_full_of_blanks_is_read_at_once() -> None:
    begun = perf_counter()
    assert tidied("# a" + " " * 2000 + "x ##") == "a" + " " * 2000 + "x\n"
    assert perf_counter() - begun < 0.5
