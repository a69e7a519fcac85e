"""The sentences that refuse a file: each says what is wrong and what to do."""

from portal.errors import PortalError, RuleBroken

FIELD = "file"
MEBIBYTE = 1024 * 1024
ALLOWED_CN = "图片（JPG、PNG、WEBP、GIF、HEIC）、PDF、Word（docx）、Excel（xlsx）、文本（txt）、录音（MP3、M4A）、视频（MP4）"
DAMAGED = "文件打不开，可能已损坏或没有传完。请在自己的设备上打开看看，再重新上传。"

QUARANTINED = "这份材料查出病毒，已隔离封存，不能打开。"
NOT_SCANNED = "原件还没有查过病毒，查毒程序现在连不上，暂时不能打开。可以先看处理过的副本，请稍后再试。"
DESTROYED = "原件已按期限销毁，只保留了它的数字指纹。"


class OriginalClosed(PortalError):
    """The file as it came cannot be given out; the message says why."""


def refusal(sentence: str) -> RuleBroken:
    """A refusal that a form shows beside its file field."""
    return RuleBroken(FIELD, sentence)


def size_cn(size_bytes: int) -> str:
    """A file size as people read it: 「20 MB」「3.5 MB」「12 KB」."""
    if size_bytes < MEBIBYTE:
        return f"{max(1, round(size_bytes / 1024))} KB"
    return f"{size_bytes / MEBIBYTE:.1f}".removesuffix(".0") + " MB"


def damaged() -> RuleBroken:
    """The file cannot be opened."""
    return refusal(DAMAGED)


def not_allowed() -> RuleBroken:
    """The kind of file is not taken."""
    return refusal(f"这种文件不能上传。可以上传：{ALLOWED_CN}。")


def mismatched(extension: str) -> RuleBroken:
    """The content is not what the name says."""
    return refusal(f"文件名以 .{extension} 结尾，内容却不是这种文件。请选择原来的文件，不要改扩展名。")


def protected() -> RuleBroken:
    """The file is locked with a password."""
    return refusal("文件有密码保护，我们打不开。请去掉密码后再上传。")


def old_office() -> RuleBroken:
    """An Office file of the format before 2007."""
    return refusal("旧版 Word、Excel 文件（doc、xls）不能上传。请另存为 docx、xlsx 或 PDF 后再上传。")


def with_macros() -> RuleBroken:
    """An Office file with a program in it."""
    return refusal("文件里含有宏（程序）。请另存为不带宏的 docx、xlsx 或 PDF 后再上传。")


def too_detailed(width: int, height: int, limit: int) -> RuleBroken:
    """A picture with more pixels than are decoded here."""
    return refusal(f"图片尺寸太大：{width}×{height}，约 {width * height // 10_000} 万像素，最多 {limit // 10_000} 万像素。请缩小后再上传。")


def too_hard() -> RuleBroken:
    """Opening the file took too much time or memory, or broke the program that tried."""
    return refusal("文件太复杂或者已损坏，系统打不开。请换一种方式保存（图片可以截屏，文档可以另存为 PDF）后再上传。")


def busy() -> RuleBroken:
    """No process was free to open the file."""
    return refusal("现在上传的人很多，这个文件没能处理。请过一会儿再上传，已填写的内容不会丢失。")
