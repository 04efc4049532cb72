"""Whatever is written comes back clause by clause, and no character is lost or read twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from policy_kb.model import DocumentMeta, Node, NodeKind
from policy_kb.parsing import passages, read_document, squeeze
from tests.policy_kb.parsing.generated import Written, written_documents

META = DocumentMeta("d", "某某县产业扶贫实施方案", "某某县人民政府", "140431")
SNIPPETS = (
    *("一、", "（一）", "(二)", "1.", "2．", "第一章 ", "第三条 ", "附件1", "附件：", "——", "一是", "二是"),
    *("\n", "\n\n", "\t", "|", "。", "，", "：", "2018年3月1日", "县政府", "贫困户", "责任单位："),
)


def owners(root: Node, length: int) -> list[int]:
    """Count for each character the nodes that own it: their span without their children's."""
    counts = [0] * length

    def visit(node: Node) -> None:
        at = node.start
        for child in node.children:
            assert at <= child.start <= child.end <= node.end
            for index in range(at, child.start):
                counts[index] += 1
            visit(child)
            at = child.end
        for index in range(at, node.end):
            counts[index] += 1

    visit(root)
    return counts


@settings(deadline=None, max_examples=150)
@given(written_documents())
def test_every_clause_comes_back_with_its_number_title_and_whole_body(written: Written) -> None:
    document = read_document(META, written.source)
    read = [n for n in document.root.walk() if n.kind is NodeKind.HEADING]
    assert [n.clause for n in read] == [clause for clause, _, _ in written.clauses]
    assert [(n.title, n.text) for n in read] == [(title, body) for _, title, body in written.clauses]


@settings(deadline=None, max_examples=150)
@given(written_documents())
def test_every_character_of_a_document_lies_in_exactly_one_node(written: Written) -> None:
    document = read_document(META, written.source)
    assert owners(document.root, len(written.source)) == [1] * len(written.source)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(SNIPPETS) | st.text("产业扶贫补助，。（）1234 ", max_size=30), max_size=40).map("".join))
def test_no_text_however_odd_loses_a_character_or_names_two_clauses_alike(source: str) -> None:
    document = read_document(META, source)
    assert owners(document.root, len(source)) == [1] * len(source)
    clauses = [node.clause for node in document.root.walk()]
    assert len(clauses) == len(set(clauses))


@settings(deadline=None, max_examples=80)
@given(written_documents())
def test_every_passage_stands_in_its_document_and_knows_the_headings_above(written: Written) -> None:
    document = read_document(META, written.source)
    for passage in passages(document):
        assert passage.headings[0] == META.title
        for sentence in passage.text.rstrip("。").split("。"):
            if "：" not in sentence:
                assert squeeze(sentence) in squeeze(written.source)
