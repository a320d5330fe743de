"""One side of a match by SPU: run by `.venv-spu`, told protocol, rank, folder and two ports."""

import json
import sys
import time
from pathlib import Path

from _memory import megabytes
from spu import psi  # type: ignore[import-not-found]
from spu.libspu import link  # type: ignore[import-not-found]


def main() -> None:
    """Match `in-RANK.csv` with the other side's; the first side gets `out-0.csv`."""
    protocol, rank, folder, *ports = sys.argv[1:]
    way = link.Desc()
    for number, port in enumerate(ports):
        way.add_party(str(number), f"127.0.0.1:{port}")
    asked = psi.PsiProtocolConfig(
        protocol=psi.parse_protocol(f"PROTOCOL_{protocol}"),
        receiver_rank=0,
        ecdh_params=psi.EcdhParams(curve=psi.parse_curve_type("CURVE_25519")),
    )
    source = psi.InputParams(
        path=str(Path(folder) / f"in-{rank}.csv"), selected_keys=["id"], keys_unique=True
    )
    result = psi.OutputParams(path=str(Path(folder) / f"out-{rank}.csv"), disable_alignment=True)
    context = link.create_brpc(way, int(rank))
    start = time.perf_counter()
    psi.psi_execute(psi.PsiExecuteConfig(asked, source, result), context)
    took = time.perf_counter() - start
    used = megabytes()
    context.stop_link()
    # It writes its own log to the standard output.
    told = json.dumps({"seconds": took, "megabytes": used})
    (Path(folder) / f"told-{rank}.json").write_text(told)


if __name__ == "__main__":
    main()
