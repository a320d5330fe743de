"""A worker killed between an attempt and its outcome: it is said, nothing is sent in silence."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from tests.nodes.lone import lone, staying_up
from tests.nodes.mailing import HOST, mail_server
from tests.nodes.warning import Desk, Hands, contact, guards

from tansiq.node.compose import Node

pytestmark = [pytest.mark.slow, pytest.mark.faults]

SEND = """
from pathlib import Path
import sys
from tansiq.node import alert_sending
from tansiq.node.compose import Node
with Node.open(Path(sys.argv[1])) as node:
    print(alert_sending.send(node), flush=True)
"""


def test_a_kill_between_attempt_and_outcome_is_said_and_sent_again_on_record(
    tmp_path: Path,
) -> None:
    with lone(tmp_path / "rabat") as made, staying_up(made), mail_server() as box:
        guards(made)
        made.set(smtp_host=HOST, smtp_port=box.port, smtp_tls="none", smtp_sender="a@x.example",
                 notice_url="http://notices.localhost:8600")  # fmt: skip
        with Node.open(made.node) as node:
            house = Desk(node, made.officers, Hands())
            node.clock = house.clock
            alert = house.issue(house.site(contact("Amina", "amina@x.example", minutes=60)))
        box.waits = threading.Event()
        run = subprocess.Popen([sys.executable, "-c", textwrap.dedent(SEND), str(made.node)])
        deadline = time.monotonic() + 60
        while not box.greeted and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        box.waits.set()
        with Node.open(made.node) as node:
            hands = Hands()
            node.clock = hands
            house = Desk(node, made.officers, hands)
            seen = house.show(alert).sites[0].contacts[0]
            assert (seen.state, seen.tries) == ("under_way", 1)
            assert house.send() == 0
            hands.move(minutes=5)
            assert house.send() == 1
            seen = house.show(alert).sites[0].contacts[0]
            assert (seen.state, seen.cause) == ("unknown", "interrupted")
            hands.move(minutes=1)
            assert house.send() == 1
            seen = house.show(alert).sites[0].contacts[0]
            assert (seen.state, seen.tries) == ("handed_over", 2)
            with node.store.reading() as tx:
                tries = tx.rows("SELECT attempt FROM alert_try ORDER BY seq")
                ends = tx.rows("SELECT outcome FROM alert_try_end ORDER BY seq")
        assert [one["attempt"] for one in tries] == [1, 2]
        assert [one["outcome"] for one in ends] == ["unknown", "handed_over"]
        # However many mails arrived, each of them is on record as an attempt.
        assert len(box.taken) <= 2
