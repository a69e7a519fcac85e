"""What a process that opens strangers' files may still do: compute, read its one descriptor, write to it, end. Linux; needs no root."""

import ctypes
import os
import platform
import resource
import struct
from dataclasses import dataclass

CPU_SECONDS = 20
MEMORY_BYTES = 1024 * 1024 * 1024  # of address space: the libraries take a quarter, the largest picture allowed less than half
MOST_THREADS = 512  # of this user in all; processes are refused by the filter
_NOBODY = 65534
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_ALLOW, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38  # EPERM; ENOSYS, on which the C library takes the older call
_LOAD, _IF_EQUAL, _IF_SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_CLONE_THREAD = 0x10000
_ARCHITECTURE_AT, _NUMBER_AT, _FIRST_ARGUMENT_AT = 4, 0, 16


@dataclass(frozen=True)
class _Calls:
    """The numbers of one kind of processor."""

    architecture: int
    clone: int  # allowed for threads only: one decoder needs one
    clone3: int
    allowed: tuple[int, ...]


# read write close fstat poll/ppoll lseek mmap mprotect munmap brk rt_sig* pread64 writev sched_yield mremap madvise nanosleep getpid
# sendto recvfrom exit exit_group gettimeofday getrusage sysinfo getuid sigaltstack gettid futex sched_getaffinity clock_* getrandom
# set_robust_list rseq
_CALLS = {
    "x86_64": _Calls(
        0xC000003E, 56, 435,
        (0, 1, 3, 5, 7, 271, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 24, 25, 28, 35, 39, 44, 45, 60, 231, 96, 98, 99, 102, 131, 186, 202, 204,
         228, 229, 230, 318, 273, 334),
    ),
    "aarch64": _Calls(
        0xC00000B7, 220, 435,
        (63, 64, 57, 80, 73, 62, 222, 226, 215, 214, 134, 135, 139, 67, 66, 124, 216, 233, 101, 172, 206, 207, 93, 94, 169, 165, 179, 174,
         132, 178, 98, 123, 113, 114, 115, 278, 99, 293),
    ),
}  # fmt: skip


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def become_nobody() -> None:
    """Give up root, where a careless deployment has it; otherwise limits could be raised again."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)


def lock(kept: int) -> int:
    """Close everything but the descriptor ``kept``, take all limits down, and return the descriptor's new number.

    From here on no file, socket or process can be opened or made: no descriptor is left to be had, and the kernel refuses the calls.
    """
    if kept != 3:
        os.dup2(kept, 3)
    os.closerange(0, 3)  # the first is the way on which the worker takes its orders
    os.closerange(4, 4096)
    for limit, value in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, MOST_THREADS),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    _refuse_calls()
    return 3


def _refuse_calls() -> None:
    """A seccomp filter: what is not named above fails. Other processors, and kernels without seccomp, do with the limits."""
    calls = _CALLS.get(platform.machine())
    if calls is None:
        return
    steps = _filter(calls)
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = _Program(len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None)
    for arguments in ((_PR_SET_NO_NEW_PRIVS, 1, 0), (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))):
        libc.prctl(*arguments, 0, 0)


def _filter(calls: _Calls) -> list[tuple[int, int, int, int]]:
    """The program of the filter: each step is an operation, how far to jump when it is true and when not, and a value."""
    count = len(calls.allowed)
    return [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_IF_EQUAL, 0, count + 3, calls.architecture),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_IF_EQUAL, count + 3, 0, calls.clone),
        (_IF_EQUAL, count + 6, 0, calls.clone3),
        *((_IF_EQUAL, count - index, 0, number) for index, number in enumerate(calls.allowed)),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_IF_SET, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _UNKNOWN),
    ]
