"""The peak of memory of this very process.

`ru_maxrss` is carried over fork and exec on Linux, so a small child of a large parent would be told
as large; `VmHWM` begins anew with the program (proc_pid_status(5)).
"""

from pathlib import Path


def megabytes() -> int:
    """The most memory this process has held since it began, in MiB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0
