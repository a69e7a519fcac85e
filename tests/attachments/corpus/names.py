"""Names: of files that are photos in truth."""

from tests.attachments import sample_files as make
from tests.attachments.corpus import REFUSED

TAKEN = [
    "a.jpg", "A.JPG", "a.jpeg", "a.jfif", "../../etc/passwd.jpg", "..\\..\\windows\\a.jpg", "C:\\Users\\张三\\a.jpg",
    "/etc/cron.d/a.jpg", "\\\\server\\share\\a.jpg", "a.php.jpg", "a.exe.jpg", "a.exe\0.jpg", "a.asp;.jpg", "CON.jpg",
    "aux.jpg", "nul.jpg", ".jpg.jpg", ".jpg", "a b.jpg", "<script>alert(1)</script>.jpg", "a\r\nSet-Cookie: x=1.jpg",
    "a\nb.jpg", "a\u202egpj.exe.jpg", "\u202egpj.exe.jpg", "\u200ea.jpg", "a.jpg.", "a.jpg ", "张" * 300 + ".jpg",
    "x" * 5000 + ".jpg", "%2e%2e%2fa.jpg", "a%00.exe.jpg", "$(touch x).jpg", "`id`.jpg",
    "'; DROP TABLE attachment;--.jpg", "=cmd|' /C calc'!A0.jpg", "-rf.jpg", "~.jpg", "😀.jpg", "{{7*7}}.jpg", "%s%n.jpg",
    "a\ud800.jpg",
]  # fmt: skip
TURNED_AWAY = [
    "", ".", "..", "jpg", "a", "a.", "a.jpg/", "a.jpg\\", "a.jpg.exe", "a.jpg.html", "a.pdf.js", "a.jpg\0.exe",
    "a.jpg::$DATA", "a.j\u200dpgx", "a\u202egpj.exe", "a\u202efdp.html", "a．ｊｐｇ", "a.ＪＰＧ", ".htaccess", "web.config",
    "a.svg", "a.svgz", "a.html", "a.htm", "a.xhtml", "a.xml", "a.js", "a.mjs", "a.css", "a.php", "a.phtml", "a.jsp",
    "a.asp", "a.py", "a.sh", "a.bat", "a.cmd", "a.ps1", "a.vbs", "a.exe", "a.dll", "a.msi", "a.apk", "a.jar", "a.lnk",
    "a.url", "a.scr", "a.hta", "a.chm", "a.reg", "a.iso", "a.zip", "a.rar", "a.7z", "a.gz", "a.tar", "a.docm", "a.xlsm",
    "a.dotx", "a.xltm", "a.xlsb", "a.pptx", "a.rtf", "a.odt", "a.eml", "a.msg", "a.mht", "a.swf", "a.csv", "a.tif",
    "a.bmp", "a.ico", "a.psd", "a.avi", "a.wav", "a.mov", "a.mkv", "a.webm", "a.ogg",
]  # fmt: skip

CASES = {f"photo called {name[:40]!r}": (name, make.photo, "") for name in TAKEN} | {
    f"file called {name[:40]!r}": (name, make.photo, REFUSED) for name in TURNED_AWAY
}
