"""Files that somebody might send to harm the office, made on the spot. Each module holds a table: what it is -> (name, maker, sentence).

With a sentence, the file is refused with it; with none, it is taken, and the canary in it is gone from the cleaned copy.
"""

CANARY = b"CANARY-7d1f9c"
WORD = CANARY.decode()
REFUSED, DAMAGED, MISMATCHED, PROTECTED, MACROS = "不能上传", "损坏", "内容却不是", "密码保护", "宏"
TOO_MUCH, TOO_DETAILED, TOO_HARD, EMPTY = "展开后", "万像素", "换一种方式保存", "0 字节"
PAGE = b"<html><script>alert('" + CANARY + b"')</script></html>"
SCRIPT = b"/*\n*/=1;alert('" + CANARY + b"')//"
