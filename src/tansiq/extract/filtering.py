"""System calls a reader of foreign files may not make, forbidden by the kernel (seccomp).

Promises: after `forbid` this process starts no process, opens no socket, changes no file and no
name, and mounts, traces or loads nothing; each such call fails with EPERM. It is one wall of
several and stands by itself: no name space is needed for it. Does not: exist on machines other than
x86-64 and ARM64; `forbid` says whether it holds.
"""

import ctypes
import errno
import platform
import struct

# Numbers from the kernel's tables: (x86-64, ARM64); None where a machine lacks the call.
_CALLS: dict[str, tuple[int | None, int | None]] = {
    "clone": (56, 220), "fork": (57, None), "vfork": (58, None), "clone3": (435, 435),
    "execve": (59, 221), "execveat": (322, 281), "kill": (62, 129), "tkill": (200, 130),
    "tgkill": (234, 131), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242), "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, None),
    "mkdirat": (258, 34), "rmdir": (84, None), "creat": (85, None), "link": (86, None),
    "linkat": (265, 37), "unlink": (87, None), "unlinkat": (263, 35), "symlink": (88, None),
    "symlinkat": (266, 36), "truncate": (76, 45), "ftruncate": (77, 46), "chmod": (90, None),
    "fchmod": (91, 52), "fchmodat": (268, 53), "chown": (92, None), "fchown": (93, 55),
    "lchown": (94, None), "fchownat": (260, 54), "mknod": (133, None), "mknodat": (259, 33),
    "setxattr": (188, 5), "utimensat": (280, 88), "openat2": (437, 437),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "fsopen": (430, 430), "move_mount": (429, 429),
    "open_tree": (428, 428), "mount_setattr": (442, 442),
    "bpf": (321, 280), "perf_event_open": (298, 241), "keyctl": (250, 219),
    "add_key": (248, 217), "userfaultfd": (323, 282), "init_module": (175, 105),
    "finit_module": (313, 273), "kexec_load": (246, 104), "memfd_create": (319, 279),
    "io_uring_setup": (425, 425), "setuid": (105, 146), "setresuid": (117, 147),
    "prlimit64": (302, 261), "setrlimit": (160, 164), "shmget": (29, 194), "msgget": (68, 186),
}  # fmt: skip
# Opening to write: the flags stand in another argument of each call.
_OPENS = {"open": ((2, None), 1), "openat": ((257, 56), 2)}
_WRITING = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_LOAD, _EQUAL, _ATLEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_X32 = 0x40000000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def _open_check(number: int, argument: int) -> bytes:
    """Steps that refuse this call (the step after them) when its flags ask to write."""
    return b"".join(
        (
            _step(_EQUAL, number, 0, 5),
            _step(_LOAD, _ARGUMENTS + 8 * argument),
            _step(_AND, _WRITING),
            _step(_EQUAL, 0, 0, 1),
            _step(_RETURN, _ALLOW),
        )
    )


def program(machine: str) -> bytes | None:
    """The filter for a machine, or None where there is none."""
    if machine not in _MACHINES:
        return None
    column, architecture = _MACHINES[machine]
    denied = [numbers[column] for numbers in _CALLS.values()]
    steps = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, architecture, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
        _step(_ATLEAST, _X32, 0, 1),
        _step(_RETURN, _KILL),
    ]
    for number in denied:
        if number is not None:
            steps += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _ERRNO)]
    for numbers, argument in _OPENS.values():
        number = numbers[column]
        if number is not None:
            steps += [_open_check(number, argument), _step(_RETURN, _ERRNO)]
    steps.append(_step(_RETURN, _ALLOW))
    return b"".join(steps)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def forbid() -> bool:
    """Forbid those calls to this process for good; whether the kernel took it."""
    made = program(platform.machine())
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or made is None:
        return False
    steps = ctypes.create_string_buffer(made, len(made))
    asked = _Program(len(made) // 8, ctypes.addressof(steps))
    return not libc.prctl(_SECCOMP, _FILTER, ctypes.byref(asked), 0, 0)
