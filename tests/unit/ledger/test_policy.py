import itertools

import pytest

from tansiq.ledger import checkpoint as heads
from tansiq.ledger import cosignature, policy, sign
from tansiq.ledger.checkpoint import Checkpoint
from tansiq.ledger.merkle import Tree, leaf_hash
from tansiq.ledger.note import COSIGNATURE_ED25519, Verifier
from tansiq.terms.errors import Damaged, Invalid

ORIGIN = "rabat/case:atlas/g1/e1"
LOG_SEED = b"\x51" * 32
LOG = Verifier(ORIGIN, sign.public_key(LOG_SEED))
NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
SEEDS = {name: bytes([0x60 + n]) * 32 for n, name in enumerate(NAMES)}
WITNESSES = {
    name: Verifier(f"{name.lower()}.example/w", sign.public_key(seed), COSIGNATURE_ED25519)
    for name, seed in SEEDS.items()
}
HEAD = Checkpoint(ORIGIN, 2, Tree.of([leaf_hash(b"a"), leaf_hash(b"b")]).root())
NOTE = heads.sign_checkpoint(HEAD, LOG_SEED)

# The example of C2SP tlog-policy, with keys filled in.
EXAMPLE = f"""log {LOG.vkey()}

witness X1 {WITNESSES["X1"].vkey()}
witness X2 {WITNESSES["X2"].vkey()}
witness X3 {WITNESSES["X3"].vkey()}
group X-witnesses 2 X1 X2 X3

witness Y1 {WITNESSES["Y1"].vkey()}
witness Y2 {WITNESSES["Y2"].vkey()}
witness Y3 {WITNESSES["Y3"].vkey()}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def cosigned(*names: str) -> str:
    note = NOTE
    for at, name in enumerate(names):
        line = cosignature.cosign(HEAD.body(), WITNESSES[name].name, SEEDS[name], 1000 + at)
        note = heads.add_cosignature(note, line)
    return note


def test_the_example_of_the_specification_asks_two_of_x_and_one_of_y() -> None:
    read = policy.parse_policy(EXAMPLE)
    for count in range(len(NAMES) + 1):
        for chosen in itertools.combinations(NAMES, count):
            x, y = (sum(name[0] == group for name in chosen) for group in "XY")
            assert read.satisfied(frozenset(chosen)) == (x >= 2 and y >= 1)


def test_a_head_is_judged_by_its_signatures() -> None:
    read = policy.parse_policy(EXAMPLE.encode())
    verdict = read.judge(cosigned("X1", "X3", "Y2"))
    assert (verdict.checkpoint, verdict.enough) == (HEAD, True)
    assert dict(verdict.cosigned) == {"X1": 1000, "X3": 1001, "Y2": 1002}
    assert not read.judge(cosigned("X1", "Y2")).enough
    assert not read.judge(NOTE).enough


def test_one_witness_alone_or_none_may_be_the_quorum() -> None:
    one = policy.parse_policy(f"log {LOG.vkey()}\nwitness w {WITNESSES['X1'].vkey()}\nquorum w\n")
    assert one.judge(cosigned("X1")).enough
    assert not one.judge(cosigned("X2")).enough
    assert policy.parse_policy(f"log {LOG.vkey()}\nquorum none\n").judge(NOTE).enough


def test_a_log_the_policy_does_not_name_is_refused() -> None:
    with pytest.raises(Damaged) as refused:
        policy.parse_policy("quorum none\n").judge(NOTE)
    assert refused.value.code == "policy_log"
    forged = heads.sign_checkpoint(HEAD, SEEDS["X1"])
    with pytest.raises(Damaged):
        policy.parse_policy(EXAMPLE).judge(forged)


def test_white_space_comments_urls_and_foreign_letters_are_allowed() -> None:
    text = (
        f"# تعليق\n \t # indented\n\n\tlog \t {LOG.vkey()} https://rabat.example/log\n"
        f"witness شاهد {WITNESSES['X1'].vkey()} https://x1.example/ \t\nquorum\tشاهد"
    )
    assert policy.parse_policy(text).judge(cosigned("X1")).enough
    opaque = text.encode().replace("شاهد".encode(), b"\xff\xfe")
    assert policy.parse_policy(opaque).judge(cosigned("X1")).enough


def witness_line(name: str, key: str = "X1") -> str:
    return f"witness {name} {WITNESSES[key].vkey()}\n"


TWO = witness_line("a") + witness_line("b", "X2")


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "# only a comment\n",
        "quorum none\nquorum none\n",
        "quorum nobody\n",
        "quorum\n",
        "quorum none more\n",
        "quorum a\n" + TWO,
        "unknown line\nquorum none\n",
        f"log {LOG.vkey()}\nlog {LOG.vkey()}\nquorum none\n",
        f"log {LOG.vkey()}\nlog {Verifier('other', LOG.public).vkey()}\nquorum none\n",
        f"log {LOG.vkey()} url more\nquorum none\n",
        f"log {WITNESSES['X1'].vkey()}\nquorum none\n",
        "log\nquorum none\n",
        "log notavkey\nquorum none\n",
        f"witness w {LOG.vkey()}\nquorum none\n",
        witness_line("a") + witness_line("b") + "quorum none\n",
        witness_line("a") + witness_line("a", "X2") + "quorum none\n",
        witness_line("none") + "quorum none\n",
        TWO + "group none any a\nquorum none\n",
        TWO + "group a any b\nquorum none\n",
        TWO + "group g any\nquorum none\n",
        TWO + "group g 0 a b\nquorum none\n",
        TWO + "group g 3 a b\nquorum none\n",
        TWO + "group g 01 a b\nquorum none\n",
        TWO + "group g some a b\nquorum none\n",
        TWO + "group g any a a\nquorum none\n",
        TWO + "group g any a c\nquorum none\n",
        TWO + "group g any a none\nquorum none\n",
        TWO + "group g any g\nquorum none\n",
        TWO + "group g any a\ngroup h any a b\nquorum none\n",
        TWO + "group g any a\ngroup g any b\nquorum none\n",
        "quorum none\r\n",
        "quorum none\x7f\n",
        "# \0\nquorum none\n",
    ],
)
def test_a_policy_that_breaks_the_rules_is_refused(broken: str) -> None:
    with pytest.raises(Invalid) as refused:
        policy.parse_policy(broken)
    assert refused.value.code == "policy_malformed"


def test_the_line_at_fault_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        policy.parse_policy(f"# one\nlog {LOG.vkey()}\ngroup\nquorum none\n")
    assert refused.value.facts["line"] == 3


def test_thirty_two_logs_witnesses_and_groups_are_supported() -> None:
    keys = [sign.public_key(n.to_bytes(32, "big")) for n in range(1, 65)]
    lines = [f"log {Verifier(f'log{n}', key).vkey()}" for n, key in enumerate(keys[:32])]
    lines += [
        f"witness w{n} {Verifier(f'w{n}', key, COSIGNATURE_ED25519).vkey()}"
        for n, key in enumerate(keys[32:])
    ]
    lines += ["group g0 any w0", *(f"group g{n} all g{n - 1} w{n}" for n in range(1, 32))]
    read = policy.parse_policy("\n".join([*lines, "quorum g31"]))
    assert read.satisfied(frozenset(f"w{n}" for n in range(32)))
    assert not read.satisfied(frozenset(f"w{n}" for n in range(1, 32)))


@pytest.mark.parametrize("needed", [0, 1, 2])
def test_a_written_policy_is_read_back(needed: int) -> None:
    chosen = {name: WITNESSES[name] for name in ("X1", "X2")}
    read = policy.parse_policy(policy.write_policy([LOG], chosen, needed))
    assert (read.logs, dict(read.witnesses)) == ((LOG,), chosen)
    assert [read.judge(cosigned(*names)).enough for names in ((), ("X1",), ("X1", "X2"))] == [
        have >= needed for have in range(3)
    ]


def test_a_policy_that_nobody_could_satisfy_is_not_written() -> None:
    with pytest.raises(Invalid):
        policy.write_policy([LOG], {"X1": WITNESSES["X1"]}, 2)
    with pytest.raises(Invalid):
        policy.write_policy([LOG, LOG], {}, 0)
